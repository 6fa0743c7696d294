import type { Config } from '#platform/config.ts'
import type { Log } from '#platform/log.ts'
import { startEmbeddedPostgres } from './embedded/embedded-postgres.ts'
import { findPendingMigrations, migrate } from './migrations.ts'

export interface OpenDatabase {
  gatewayUrl: string
  /** Null when this process was not given the owner's rights. */
  ownerUrl: string | null
  stop(): Promise<void>
}

/**
 * The database of the configuration, at the version of this code. The embedded one is started and migrated; one that
 * is given must have been migrated (`npm run db:migrate`).
 */
export async function openDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) {
    const pending = await findPendingMigrations(config.databaseUrl)
    if (pending.length > 0) {
      throw new Error(`The database lacks the migrations ${pending.join(', ')}: run npm run db:migrate first.`)
    }
    return { gatewayUrl: config.databaseUrl, ownerUrl: config.databaseOwnerUrl, stop: async () => undefined }
  }
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log })
  try {
    await migrate(postgres.ownerUrl, log)
  } catch (error) {
    await postgres.stop()
    throw error
  }
  return postgres
}
