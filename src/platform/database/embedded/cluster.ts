import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Log } from '#platform/log.ts'
import { canEnter, type ServerAccount } from './server-account.ts'

const run = promisify(execFile)

/** The name of the superuser that initdb makes. */
export const superuser = 'postgres'

export interface Cluster {
  /** Where PostgreSQL's files are: `postgres` in the data directory, or what this symlink points to. */
  directory: string
  exists: boolean
}

/** Looks where the cluster of the data directory is or will be. Changes nothing. */
export async function findCluster(dataDirectory: string): Promise<Cluster> {
  const entry = join(dataDirectory, 'postgres')
  const linked = (await lstat(entry).catch(ignoreMissing))?.isSymbolicLink() === true
  const directory = linked ? resolve(dataDirectory, await readlink(entry)) : entry
  const owner = (await stat(directory).catch(ignoreMissing))?.uid
  const self = process.getuid?.()
  if (owner !== undefined && self !== 0 && owner !== self) {
    throw new Error(`${directory} belongs to uid ${owner}, but this process runs as uid ${self}: run it as that user`)
  }
  const exists = (await stat(join(directory, 'PG_VERSION')).catch(ignoreMissing)) !== undefined
  if (linked && !exists) {
    throw new Error(
      `${entry} points to ${directory}, where the database is no more: bring it back from a backup, or remove the link ` +
        'to begin with an empty database',
    )
  }
  return { directory, exists }
}

/**
 * Settles where a new cluster goes: into the data directory, or, where the account that runs the server cannot get
 * there, below `systemDirectory`. An existing one stays; out of reach, it is refused.
 */
export async function placeCluster(
  cluster: Cluster,
  dataDirectory: string,
  account: ServerAccount | undefined,
  systemDirectory: string,
  log: Log,
): Promise<Cluster> {
  if (!account || (await canEnter(account, dirname(cluster.directory)))) return cluster
  if (cluster.exists) {
    throw new Error(
      `uid ${account.uid}, who runs PostgreSQL, cannot enter ${cluster.directory}: open the way (chmod o+x)`,
    )
  }
  const parent = join(systemDirectory, 'clusters')
  await mkdir(parent, { recursive: true })
  await chmod(systemDirectory, 0o755)
  await chmod(parent, 0o711)
  const directory = join(parent, randomBytes(8).toString('hex'))
  log.info(
    { directory, dataDirectory, ...account },
    'the user PostgreSQL runs as cannot enter the data directory; its files go elsewhere',
  )
  return { directory, exists: false }
}

/**
 * Sorting is by code point, by the C.UTF-8 built into PostgreSQL: the same on every system, and no index breaks when the
 * system's locales change. The character class must know letters beyond ASCII all the same, or trigram search loses them.
 */
const clusterOptions = [
  `--username=${superuser}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  `--lc-ctype=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`,
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
]

/**
 * Makes the cluster, and a symlink to it where it is not in the data directory. It gets its name only when initdb is
 * through, so one that was interrupted is no obstacle to the next start, which clears its remains away.
 */
export async function createCluster(
  { directory }: Cluster,
  dataDirectory: string,
  initdb: string,
  password: string,
  account: ServerAccount | undefined,
): Promise<void> {
  const parent = dirname(directory)
  // Clusters of several data directories may be made in one place: each clears away its own remains only.
  const prefix = `postgres.new-${createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16)}-`
  await removeRemains(parent, prefix)
  const staging = await mkdtemp(join(parent, prefix))
  try {
    const passwordFile = join(staging, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (account) await Promise.all([passwordFile, staging].map((path) => chown(path, account.uid, account.gid)))
    const finished = join(staging, 'cluster')
    const files = [`--pgdata=${finished}`, `--pwfile=${passwordFile}`]
    await run(initdb, [...files, ...clusterOptions], { ...account, cwd: '/', env: { PATH: '/usr/bin:/bin' } })
    await rename(finished, directory)
    await syncDirectory(parent)
    if (parent !== dataDirectory) {
      await symlink(directory, join(dataDirectory, 'postgres'))
      await syncDirectory(dataDirectory)
    }
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function removeRemains(parent: string, prefix: string): Promise<void> {
  const remains = (await readdir(parent)).filter((name) => name.startsWith(prefix))
  // The initdb of a killed process may still be writing for a moment: hence the retries.
  await Promise.all(remains.map((name) => rm(join(parent, name), { recursive: true, force: true, maxRetries: 10 })))
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  await handle.sync().finally(() => handle.close())
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
