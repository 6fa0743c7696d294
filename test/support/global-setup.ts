import type { TestProject } from 'vitest/node'
import { migrate } from '#platform/database/migrations.ts'
import { createLog } from '#platform/log.ts'
import { startThrowawayPostgres } from '../../tools/database/throwaway-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrls: { admin: string; owner: string; gateway: string }
  }
}

/** One PostgreSQL for the whole run, with a migrated database that each test file copies. Nothing outlives the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const log = createLog('warn')
  const postgres = await startThrowawayPostgres(log, { max_connections: '300' })
  await migrate(postgres.ownerUrl, log)
  project.provide('databaseUrls', {
    admin: postgres.adminUrl,
    owner: postgres.ownerUrl,
    gateway: postgres.gatewayUrl,
  })
  return postgres.stop
}
