import type { Config } from '#platform/config.ts'
import { migrate } from '#platform/database/migrations.ts'
import type { Log } from '#platform/log.ts'
import { loadSecrets } from '#platform/secrets.ts'
import { useDatabase } from './use-database.ts'

/** Fills an empty database with demo data, `scale` times what a fresh start gets. */
export async function seedDatabase(
  config: Config,
  scale: number,
  log: Log,
  say: (text: string) => void,
): Promise<void> {
  if (!Number.isInteger(scale) || scale < 1) throw new Error('--scale is a whole number from 1')
  if (config.databaseOwnerUrl !== null && config.databaseUrl === null) {
    throw new Error('Demo data go in as the gateway writes them: set DATABASE_URL too.')
  }
  await useDatabase(config, log, async ({ ownerUrl, gatewayUrl }) => {
    await migrate(ownerUrl, log)
    const secrets = await loadSecrets(config.dataDir, config.secrets)
    const { seedDemoData } = await import('../../prisma/seed/demo-data.ts')
    const isSeeded = await seedDemoData({ gatewayUrl, secrets, log, scale })
    say(isSeeded ? 'The demo data are in.' : 'There is a business already: nothing was added.')
  })
}
