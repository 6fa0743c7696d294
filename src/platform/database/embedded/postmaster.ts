import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '#platform/log.ts'
import { readPostmasterPid } from './postmaster-pid.ts'
import { endProcess, type SignalStep } from './processes.ts'
import type { ServerAccount } from './server-account.ts'
import { forwardServerLog, logSettings, type ServerLog } from './server-log.ts'
import { socketPort } from './socket-directory.ts'

export interface ServerPlan {
  binary: string
  /** The cluster's real path. */
  directory: string
  socketDirectory: string
  account: ServerAccount | undefined
  /** Server settings beyond ours, or instead of them. */
  settings: Readonly<Record<string, string>>
  log: Log
}

/** A running server, our child. */
export interface Postmaster {
  pid: number
  /** Resolves when it has ended, with the signal or exit code that it ended by. */
  ended: Promise<string>
  /** Fast shutdown: transactions are rolled back, then everything is flushed. */
  stop(): Promise<void>
}

export class ServerStartError extends Error {
  override name = 'ServerStartError'
  /** Another server, or a child that a killed one left, still has the directory. */
  readonly directoryTaken: boolean
  constructor(reason: string, { lines, sqlStates }: ServerLog) {
    super(`PostgreSQL did not start (${reason}): ${lines.join(' | ') || 'it said nothing'}`)
    this.directoryTaken = sqlStates.has('F0001')
  }
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one, which the next start has to recover from. */
const shutdown: readonly SignalStep[] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
]
/** Milliseconds between two looks whether a start is through. */
const pollInterval = 10

/**
 * Starts the server and waits until it takes connections, however long it has to recover. An abort shuts it down again.
 * It runs in a session of its own: an interrupt typed at the terminal is for the gateway to handle, which stops the
 * server last.
 */
export async function launchPostmaster(plan: ServerPlan, signal: AbortSignal): Promise<Postmaster> {
  signal.throwIfAborted()
  const child = spawn(plan.binary, ['-D', plan.directory, ...formatSettings(plan)], {
    ...plan.account,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const serverLog = forwardServerLog(child.stderr, plan.log)
  await once(child, 'spawn')
  const ended = once(child, 'exit').then(([code, by]) => (by === null ? `exit code ${code}` : String(by)))
  const pid = child.pid
  if (pid === undefined) throw new Error(`${plan.binary} has no pid`)
  const stop = () => endProcess(pid, shutdown, () => hasEnded(child))
  while (!hasEnded(child)) {
    const record = await readPostmasterPid(plan.directory)
    if (record?.pid === pid && record.status === 'ready') return { pid, ended, stop }
    if (signal.aborted) await stop()
    else await delay(pollInterval)
  }
  signal.throwIfAborted()
  // What it wrote last may arrive after the news of its end.
  await Promise.race([once(child, 'close'), delay(500)])
  throw new ServerStartError(await ended, serverLog)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function formatSettings({ socketDirectory, settings }: ServerPlan): string[] {
  const all: Record<string, string> = {
    listen_addresses: '',
    port: String(socketPort),
    unix_socket_directories: `"${socketDirectory.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: '128MB',
    client_connection_check_interval: '2s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...logSettings,
    ...settings,
  }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
