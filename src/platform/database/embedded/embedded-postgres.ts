import { realpath } from 'node:fs/promises'
import type { Log } from '#platform/log.ts'
import { completeLibraries, findPlatformPackage, provideBinaries } from './binaries.ts'
import { type Cluster, createCluster, findCluster, placeCluster, superuser } from './cluster.ts'
import { lockDataDirectory, prepareDataDirectory } from './data-directory.ts'
import { obtainPasswords, type Passwords } from './passwords.ts'
import { database, gatewayRole, ownerRole, prepareRoles } from './roles.ts'
import { chooseServerAccount, type ServerAccount } from './server-account.ts'
import { formatSocketUrl, prepareSocketDirectory, removeTemporarySocketDirectory } from './socket-directory.ts'
import { type Supervisor, startSupervisor } from './supervisor.ts'

/** For what another user than root cannot reach in the project's own directories. */
const systemDirectory = '/var/lib/teppan'

export interface EmbeddedPostgresOptions {
  /** Everything that must persist is in it. One Teppan at a time uses it. */
  dataDir: string
  log: Log
  /** Server settings beyond ours, or instead of them. */
  settings?: Readonly<Record<string, string>>
}

/** A PostgreSQL server of our own. The URLs hold as long as it is not stopped, also over its crashes. */
export interface EmbeddedPostgres {
  /** Database `teppan` as its owner: for migrations. */
  ownerUrl: string
  /** Database `teppan` as the role that owns nothing: for all that serves requests. */
  gatewayUrl: string
  /** Database `postgres` as superuser: for tests and tools. */
  adminUrl: string
  /** Ends every session and shuts the server down. A second call waits for the first. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL from the npm package on the files in the data directory, which it makes where there are none, and
 * keeps it running: it is started again when it dies. It listens on a private socket only. Where this process ends
 * without `stop()`, the server stays, and the next start stops it. Throws `DataDirectoryInUseError` where another Teppan
 * uses the data directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDirectory = await prepareDataDirectory(options.dataDir)
  const lock = lockDataDirectory(dataDirectory)
  try {
    const server = await startServer(dataDirectory, options)
    let stopped: Promise<void> | undefined
    const stop = () => {
      stopped ??= server.stop().finally(() => lock.release())
      return stopped
    }
    return { ...server.urls, stop }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function startServer(dataDirectory: string, { log, settings = {} }: EmbeddedPostgresOptions) {
  const { cluster, binary, account, passwords } = await prepareCluster(dataDirectory, log)
  const directory = await realpath(cluster.directory)
  const socketDirectory = await prepareSocketDirectory(dataDirectory, account)
  let supervisor: Supervisor | undefined
  const stop = async () => {
    await supervisor?.stop()
    await removeTemporarySocketDirectory(socketDirectory)
  }
  try {
    const plan = { binary, directory, socketDirectory, account, settings, log }
    supervisor = await startSupervisor(plan, passwords.superuser)
    const url = formatSocketUrl(socketDirectory, database, superuser, passwords.superuser)
    await prepareRoles(supervisor.session, url, passwords)
    return { urls: formatUrls(socketDirectory, passwords), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface PreparedCluster {
  cluster: Cluster
  binary: string
  account: ServerAccount | undefined
  passwords: Passwords
}

async function prepareCluster(dataDirectory: string, log: Log): Promise<PreparedCluster> {
  const found = await findCluster(dataDirectory)
  const account = await chooseServerAccount(found)
  const packaged = await findPlatformPackage()
  await completeLibraries(packaged)
  const binaries = await provideBinaries(packaged, account, systemDirectory, log)
  const cluster = await placeCluster(found, dataDirectory, account, systemDirectory, log)
  const passwords = await obtainPasswords(dataDirectory, cluster)
  if (!cluster.exists) {
    log.info({ directory: cluster.directory }, 'making a new PostgreSQL cluster')
    await createCluster(cluster, dataDirectory, binaries.initdb, passwords.superuser, account)
  }
  return { cluster, binary: binaries.postgres, account, passwords }
}

function formatUrls(socketDirectory: string, passwords: Passwords) {
  return {
    ownerUrl: formatSocketUrl(socketDirectory, database, ownerRole, passwords.owner),
    gatewayUrl: formatSocketUrl(socketDirectory, database, gatewayRole, passwords.gateway),
    adminUrl: formatSocketUrl(socketDirectory, 'postgres', superuser, passwords.superuser),
  }
}
