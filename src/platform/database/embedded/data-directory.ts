import { chmodSync } from 'node:fs'
import { mkdir, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** SQLITE_BUSY: another process holds the file. */
const heldElsewhere = 5

export class DataDirectoryInUseError extends Error {
  override name = 'DataDirectoryInUseError'
  constructor(directory: string) {
    super(`another Teppan runs on this data directory (${directory}); stop it or set DATA_DIR to another one`)
  }
}

export interface DataDirectoryLock {
  release(): void
}

/**
 * Makes the data directory and returns its real path. Where root makes it, others may pass through (never list), because
 * the server runs as another user inside; all that is private in it has directories of mode 0700 of its own.
 */
export async function prepareDataDirectory(path: string): Promise<string> {
  await mkdir(resolve(path), { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
  return realpath(path)
}

/**
 * Takes the data directory for this process, or throws `DataDirectoryInUseError` at once. The lock is that of the writer
 * of an SQLite file to which nothing is ever written. The kernel holds it, so a killed process leaves nothing behind that
 * would have to be judged stale, and of two that start at the same instant exactly one gets it. (That is why it is not
 * `begin exclusive`: of two, each could keep the other from it.)
 */
export function lockDataDirectory(directory: string): DataDirectoryLock {
  const path = join(directory, 'gateway.lock')
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    // Who can open the file can lock it.
    chmodSync(path, 0o600)
    file.exec('pragma journal_mode = memory; begin immediate')
  } catch (error) {
    file.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === heldElsewhere) {
      throw new DataDirectoryInUseError(directory)
    }
    throw error
  }
  return { release: () => file.close() }
}
