import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { canEnter, type ServerAccount } from './server-account.ts'

/** There is no TCP port; the number is only part of the socket's name, so it never collides with another server. */
export const socketPort = 5432

/** Bytes that a socket's path may have: sun_path without its final NUL. */
const pathLimit = process.platform === 'linux' ? 107 : 103
const temporaryPrefix = 'teppan-socket-'

/**
 * The private directory of the server's socket: `run` in the data directory, or a fresh temporary one where the path
 * would be too long for a socket or the account that runs the server cannot get there.
 */
export async function prepareSocketDirectory(
  dataDirectory: string,
  account: ServerAccount | undefined,
): Promise<string> {
  const directory = await chooseDirectory(dataDirectory, account)
  await chmod(directory, 0o700)
  if (account) await chown(directory, account.uid, account.gid)
  return directory
}

async function chooseDirectory(dataDirectory: string, account: ServerAccount | undefined): Promise<string> {
  const preferred = join(dataDirectory, 'run')
  if (fits(preferred) && (!account || (await canEnter(account, dataDirectory)))) {
    await mkdir(preferred, { recursive: true, mode: 0o700 })
    return preferred
  }
  const parent = tmpdir()
  const suitable = fits(join(parent, `${temporaryPrefix}XXXXXX`)) && (!account || (await canEnter(account, parent)))
  return mkdtemp(join(suitable ? parent : '/tmp', temporaryPrefix))
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${socketPort}`)) <= pathLimit
}

/** Removes a temporary socket directory, also one that a killed process left; any other directory stays. */
export async function removeTemporarySocketDirectory(directory: string): Promise<void> {
  const temporary = [tmpdir(), '/tmp'].includes(dirname(directory)) && basename(directory).startsWith(temporaryPrefix)
  if (temporary) await rm(directory, { recursive: true, force: true })
}

/**
 * The URL of a database behind the socket, as libpq, pg and Prisma read it. Port and sslmode are spelled out, because
 * PGPORT and PGSSLMODE of the environment would fill the gaps.
 */
export function formatSocketUrl(directory: string, database: string, user: string, password: string): string {
  const host = encodeURIComponent(directory)
  return `postgresql://${user}:${encodeURIComponent(password)}@localhost:${socketPort}/${database}?host=${host}&sslmode=disable`
}
