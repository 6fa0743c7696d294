import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

interface ProcessFacts {
  /** The file name of what it runs. */
  program: string
  commandLine: string
  /** Undefined where the system does not tell. */
  workingDirectory: string | undefined
}

/** Facts of a running process, or undefined where there is none. A zombie, dead but not yet reaped, is none. */
async function inspectProcess(pid: number): Promise<ProcessFacts | undefined> {
  return process.platform === 'linux' ? readProc(pid) : askPs(pid)
}

async function readProc(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8')
    if (status.slice(status.lastIndexOf(')') + 2).startsWith('Z')) return undefined
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
    return { program: basename(command[0] ?? ''), commandLine: command.join(' '), workingDirectory }
  } catch {
    return undefined
  }
}

async function askPs(pid: number): Promise<ProcessFacts | undefined> {
  const ask = async (column: string) =>
    (await run('ps', ['-o', `${column}=`, '-p', String(pid)]).catch(() => ({ stdout: '' }))).stdout.trim()
  const state = await ask('stat')
  if (!state || state.startsWith('Z')) return undefined
  return { program: basename(await ask('comm')), commandLine: `${await ask('command')} `, workingDirectory: undefined }
}

export async function isRunning(pid: number): Promise<boolean> {
  return (await inspectProcess(pid)) !== undefined
}

/**
 * Whether the process is a PostgreSQL server on the directory (a real path), by its program and by the directory it was
 * given or works in. Its pid alone proves nothing: the number may have been given to somebody else since.
 */
export async function isServerOn(pid: number, directory: string): Promise<boolean> {
  const facts = await inspectProcess(pid)
  if (facts?.program !== 'postgres') return false
  return facts.workingDirectory === directory || facts.commandLine.includes(` -D ${directory} `)
}

/** A signal and how long its effect is waited for, in milliseconds. */
export type SignalStep = readonly [signal: NodeJS.Signals, patience: number]

/** Sends one signal after the other until the process is gone. Throws if it outlives them all. */
export async function endProcess(pid: number, steps: readonly SignalStep[], isGone: () => boolean | Promise<boolean>) {
  for (const [signal, patience] of steps) {
    if (await isGone()) return
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
    const deadline = performance.now() + patience
    while (performance.now() < deadline) {
      if (await isGone()) return
      await delay(10)
    }
  }
  throw new Error(`process ${pid} does not end, not even by ${steps.at(-1)?.[0]}`)
}
