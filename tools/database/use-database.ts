import type { Config } from '#platform/config.ts'
import { startEmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'
import type { Log } from '#platform/log.ts'

export interface DatabaseUrls {
  ownerUrl: string
  gatewayUrl: string
}

/**
 * Lets `use` work on the configured database with the owner's rights: on the given one, or on the embedded one, which
 * is started for it and stopped afterwards. Throws `DataDirectoryInUseError` while a gateway runs on the embedded one.
 */
export async function useDatabase<Result>(
  { databaseUrl, databaseOwnerUrl, dataDir }: Config,
  log: Log,
  use: (urls: DatabaseUrls) => Promise<Result>,
): Promise<Result> {
  if (databaseOwnerUrl !== null) return use({ ownerUrl: databaseOwnerUrl, gatewayUrl: databaseUrl ?? databaseOwnerUrl })
  if (databaseUrl !== null) {
    throw new Error('DATABASE_URL names a database of your own: set DATABASE_OWNER_URL too, to the role that owns it.')
  }
  const postgres = await startEmbeddedPostgres({ dataDir, log })
  const interrupt = () => void postgres.stop().then(() => process.exit(130))
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  try {
    return await use(postgres)
  } finally {
    await postgres.stop()
  }
}
