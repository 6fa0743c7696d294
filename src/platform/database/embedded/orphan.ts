import { DatabaseError } from 'pg'
import type { Log } from '#platform/log.ts'
import { superuser } from './cluster.ts'
import {
  disownPostmasterPid,
  type PostmasterPid,
  readPostmasterPid,
  removeEmptyPostmasterPid,
} from './postmaster-pid.ts'
import { endProcess, isRunning, isServerOn, type SignalStep } from './processes.ts'
import { formatSocketUrl, removeTemporarySocketDirectory } from './socket-directory.ts'
import { claimServer, openSession } from './supervisor-session.ts'

const politely: readonly SignalStep[] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
]
const firmly: readonly SignalStep[] = politely.slice(1)

export interface Place {
  /** The cluster's real path. */
  directory: string
  /** The socket directory of the server that is to start. */
  socketDirectory: string
  /** The superuser's. */
  password: string
}

/**
 * Makes sure that no server runs on the cluster: stops one that a killed gateway left behind. One that another living
 * gateway uses is refused with `DataDirectoryInUseError`; a process that merely has the pid the server had is not touched.
 */
export async function clearOrphan(place: Place, log: Log): Promise<void> {
  const { directory } = place
  const record = await readPostmasterPid(directory)
  if (!record) return removeEmptyPostmasterPid(directory)
  const { pid } = record
  if (await isServerOn(pid, directory)) {
    await stopOrphan(record, place, log)
  } else if (pid !== process.pid && isTaken(pid)) {
    log.warn({ pid, directory }, 'the pid of the former PostgreSQL server belongs to another process, which stays')
    await disownPostmasterPid(directory)
  }
  if (record.socketDirectory !== place.socketDirectory) await removeTemporarySocketDirectory(record.socketDirectory)
}

async function stopOrphan(record: PostmasterPid, place: Place, log: Log): Promise<void> {
  const { pid } = record
  const { answers, session } = await askServer(record, place)
  try {
    if (session) await claimServer(session, place.directory)
    log.warn({ pid, directory: place.directory, answers }, 'stopping the PostgreSQL server that a killed gateway left')
    await endProcess(pid, answers ? politely : firmly, async () => !(await isRunning(pid)))
  } finally {
    await session?.end()
  }
}

/** Whether the server answers at all, and a session if it admits one. A refused password is an error. */
async function askServer({ socketDirectory }: PostmasterPid, { directory, password }: Place) {
  try {
    const session = await openSession(formatSocketUrl(socketDirectory, 'postgres', superuser, password))
    const { rows } = await session.query('show data_directory')
    if (rows[0].data_directory === directory) return { answers: true, session }
    await session.end()
    return { answers: false }
  } catch (error) {
    if (!(error instanceof DatabaseError)) return { answers: false }
    if (error.code !== '28P01') return { answers: true }
    throw new Error(`secrets/postgres.json does not open the server that runs on ${directory}: put the right file back`)
  }
}

/** Whether the system still knows the pid, be it as a zombie: then a new server would wait for it. */
function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
