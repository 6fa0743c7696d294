import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a server writes into `postmaster.pid` of its directory. */
export interface PostmasterPid {
  pid: number
  port: number
  socketDirectory: string
  /** `starting`, `stopping`, `ready` or `standby`. */
  status: string
}

/** Undefined without a file, and while no pid stands in it. */
export async function readPostmasterPid(directory: string): Promise<PostmasterPid | undefined> {
  const text = (await readText(directory)) ?? ''
  const [pid, , , port, socketDirectory = '', , , status = ''] = text.split('\n')
  if (!pid || !(Number(pid) > 0)) return undefined
  return { pid: Number(pid), port: Number(port), socketDirectory, status: status.trim() }
}

/** Removes a file that was never written: a lost power supply leaves one, and no server starts beside it. */
export async function removeEmptyPostmasterPid(directory: string): Promise<void> {
  if ((await readText(directory)) === '') await rm(join(directory, 'postmaster.pid'))
}

/**
 * Puts our own pid into the file of a server that is gone, where its number now belongs to another process: a server
 * takes its parent's pid for stale, but would wait for the other process for ever. All else stays in the file, because
 * the server also checks by it that no child of its predecessor lives on.
 */
export async function disownPostmasterPid(directory: string): Promise<void> {
  const path = join(directory, 'postmaster.pid')
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n')
  await writeFile(path, [process.pid, ...rest].join('\n'))
}

async function readText(directory: string): Promise<string | undefined> {
  return readFile(join(directory, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
