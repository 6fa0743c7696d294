import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client, type QueryResultRow } from 'pg'
import { afterAll, onTestFinished } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'
import type { Log } from '#platform/log.ts'
import type { GatewayReport } from './gateway-process.ts'

const run = promisify(execFile)

export const isRoot = process.getuid?.() === 0
/** Whom the server runs as in these tests. */
export interface Account {
  uid: number
  gid: number
}

/** When to clean up: at the end of the test, unless told otherwise. */
export type Finish = (cleanUp: () => Promise<void>) => void

/** For what the tests of a suite share: cleans up after the last of them, the newest first. Called in `describe`. */
export function finishAfterAll(): Finish {
  const cleanUps: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp()
  })
  return (cleanUp) => cleanUps.push(cleanUp)
}

/** A directory of the test's own with a data directory in it; at its end both go, and so does any server left in them. */
export async function makeDataDirectory({ mode = 0o755, finish = onTestFinished as Finish } = {}): Promise<string> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'embedded-')))
  await chmod(parent, mode)
  const dataDirectory = join(parent, 'data')
  finish(async () => {
    const cluster = await realpath(join(dataDirectory, 'postgres')).catch(() => undefined)
    if (cluster) {
      for (const pid of await findServers(cluster)) process.kill(pid, 'SIGQUIT')
      await until(async () => (await findServers(cluster)).length === 0)
      await rm(cluster, { recursive: true, force: true, maxRetries: 10 })
    }
    await rm(parent, { recursive: true, force: true, maxRetries: 10 })
  })
  return dataDirectory
}

export interface LogEntry {
  level: string
  fields: object
  message: string
}

export function recordLog(): Log & { entries: LogEntry[] } {
  const entries: LogEntry[] = []
  const write = (level: string) => (fields: object, message: string) => void entries.push({ level, fields, message })
  return { entries, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** Starts in this process; stopped at the end of the test at the latest. */
export async function start(
  dataDir: string,
  { log = recordLog() as Log, settings = {}, finish = onTestFinished as Finish } = {},
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log, settings })
  finish(() => postgres.stop())
  return postgres
}

export interface GatewayProcess {
  child: ChildProcess
  /** Starts the server; the outcome is its URLs or why it refused. */
  start(dataDir: string): Promise<GatewayReport>
  kill(): Promise<void>
}

/** Spawns a gateway that waits for the order to start its server. */
export async function spawnGateway(account?: Account): Promise<GatewayProcess> {
  const child = fork(join(import.meta.dirname, 'gateway-process.ts'), { execArgv: [], ...account })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  onTestFinished(kill)
  const receive = async (): Promise<GatewayReport> => {
    const [message] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) })
    return message
  }
  await receive()
  const startServer = (dataDir: string) => {
    child.send(dataDir)
    return receive()
  }
  return { child, start: startServer, kill }
}

export async function query<Row extends QueryResultRow>(url: string | undefined, sql: string, values: unknown[] = []) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}

/** The pids of all servers (not of their children) on the cluster, given by its real path. */
export async function findServers(cluster: string): Promise<number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,args='])
  const lines = stdout.split('\n').filter((line) => line.includes(`bin/postgres -D ${cluster} `))
  return lines.map((line) => Number.parseInt(line, 10))
}

/** The pid of the one server on the data directory. */
export async function getServerPid(dataDirectory: string): Promise<number> {
  const text = await readFile(join(dataDirectory, 'postgres/postmaster.pid'), 'utf8')
  return Number.parseInt(text, 10)
}

export async function until(condition: () => Promise<boolean>, patience = 20_000): Promise<void> {
  const deadline = performance.now() + patience
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`did not become true in ${patience} ms: ${condition}`)
    await delay(20)
  }
}
