import type { Config } from '#platform/config.ts'
import { findPendingMigrations, migrate } from '#platform/database/migrations.ts'
import type { Log } from '#platform/log.ts'
import { useDatabase } from './use-database.ts'

type Say = (text: string) => void

const UP_TO_DATE = 'The database has all migrations.'

/** Brings the database up to this code, with the partitions of the months ahead. */
export async function applyMigrations(config: Config, log: Log, say: Say): Promise<void> {
  await useDatabase(config, log, async ({ ownerUrl }) => {
    const pending = await findPendingMigrations(ownerUrl)
    await migrate(ownerUrl, log)
    say(pending.length === 0 ? UP_TO_DATE : `Applied ${pending.join(', ')}.`)
  })
}

/** Says which migrations the database lacks; resolves to whether it has them all. */
export function reportMigrations(config: Config, log: Log, say: Say): Promise<boolean> {
  return useDatabase(config, log, async ({ ownerUrl }) => {
    const pending = await findPendingMigrations(ownerUrl)
    say(pending.length === 0 ? UP_TO_DATE : `The database lacks ${pending.join(', ')}: run npm run db:migrate.`)
    return pending.length === 0
  })
}
