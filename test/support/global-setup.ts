import type { TestProject } from 'vitest/node'
import type { Engine } from '#graphql/prepared-operations.ts'
import { migrate } from '#platform/database/migrations.ts'
import { createLog } from '#platform/log.ts'
import { startThrowawayPostgres } from '../../tools/database/throwaway-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrls: { admin: string; owner: string; gateway: string }
    /** What every test gateway executes with that is not told otherwise. */
    engine: Engine
  }
}

/** One PostgreSQL for the whole run, with a migrated database that each test file copies. Nothing outlives the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('engine', chosenEngine())
  const log = createLog('warn')
  const postgres = await startThrowawayPostgres(log, { max_connections: '300' })
  await migrate(postgres.ownerUrl, log).catch(async (error) => {
    await postgres.stop()
    throw error
  })
  project.provide('databaseUrls', {
    admin: postgres.adminUrl,
    owner: postgres.ownerUrl,
    gateway: postgres.gatewayUrl,
  })
  return postgres.stop
}

/** TEPPAN_TEST_ENGINE=reference runs the whole suite with graphql-js itself instead of graphql-jit. */
function chosenEngine(): Engine {
  const engine = process.env.TEPPAN_TEST_ENGINE ?? 'jit'
  if (engine !== 'jit' && engine !== 'reference') throw new Error('TEPPAN_TEST_ENGINE must be jit or reference')
  return engine
}
