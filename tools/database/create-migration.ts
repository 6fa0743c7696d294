import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { createLog } from '#platform/log.ts'
import { findSchemaChanges } from './schema-changes.ts'
import { startThrowawayPostgres } from './throwaway-postgres.ts'

const ROOT = join(import.meta.dirname, '../..')
const MIGRATIONS = join(ROOT, 'prisma/migrations')
const NAME = /^[a-z][a-z0-9_]{0,60}$/

/**
 * Writes the next migration: what leads from the last one to prisma/schema. To be read and completed by hand, with what
 * Prisma cannot declare. The history is replayed on a server of its own, so no database is needed or touched.
 */
export async function createMigration(name: string | undefined, say: (text: string) => void): Promise<void> {
  if (name === undefined || !NAME.test(name)) {
    throw new Error('Give the migration a name of lower-case letters, digits and underscores: --name add_x')
  }
  const changes = await replayHistory()
  if (changes === null) return say('prisma/schema is where the migrations lead: there is nothing to write.')
  const folder = join(MIGRATIONS, `${await nextNumber()}_${name}`)
  await mkdir(folder)
  const file = join(folder, 'migration.sql')
  await writeFile(file, changes)
  say(`Wrote ${relative(ROOT, file)}. Read it, and complete it with what Prisma cannot declare.`)
}

async function replayHistory(): Promise<string | null> {
  const postgres = await startThrowawayPostgres(createLog('warn'))
  try {
    return await findSchemaChanges(postgres.ownerUrl)
  } finally {
    await postgres.stop()
  }
}

async function nextNumber(): Promise<string> {
  const numbers = (await readdir(MIGRATIONS)).map((entry) => Number.parseInt(entry, 10)).filter(Number.isInteger)
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0')
}
