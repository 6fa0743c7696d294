import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'
import { migrate } from '#platform/database/migrations.ts'
import { createLog } from '#platform/log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrls: { admin: string; owner: string; gateway: string }
  }
}

/** One PostgreSQL for the whole run, with a migrated database that each test file copies. Nothing outlives the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const log = createLog('warn')
  const dataDir = await mkdtemp(join(tmpdir(), 'teppan-test-'))
  // The server runs as another user when we are root.
  await chmod(dataDir, 0o711)
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' }
  const postgres = await startEmbeddedPostgres({ dataDir, log, settings })
  await migrate(postgres.ownerUrl, log)
  project.provide('databaseUrls', {
    admin: postgres.adminUrl,
    owner: postgres.ownerUrl,
    gateway: postgres.gatewayUrl,
  })
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
