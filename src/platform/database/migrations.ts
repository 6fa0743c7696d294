import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Log } from '#platform/log.ts'
import { runPrisma } from './prisma-cli.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../prisma/migrations')

/** Names of the migrations that this code has and the database has not, in their order. */
export async function findPendingMigrations(url: string): Promise<string[]> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true })
  const known = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const applied = await appliedMigrations(url)
  return known.filter((name) => !applied.has(name)).sort()
}

async function appliedMigrations(url: string): Promise<Set<string>> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
  await client.connect()
  try {
    const { rows: found } = await client.query(`select to_regclass('public._prisma_migrations') is not null as exists`)
    if (!found[0]?.exists) return new Set()
    const { rows } = await client.query<{ name: string }>(
      'select migration_name as name from public._prisma_migrations where finished_at is not null and rolled_back_at is null',
    )
    return new Set(rows.map(({ name }) => name))
  } finally {
    await client.end()
  }
}

/** Brings the database up to this code, and makes the partitions of the months ahead. */
export async function migrate(ownerUrl: string, log: Log): Promise<void> {
  const pending = await findPendingMigrations(ownerUrl)
  if (pending.length > 0) {
    log.info({ pending }, 'migrating the database')
    await runPrisma(['migrate', 'deploy'], ownerUrl)
  }
  await createPartitions(ownerUrl)
}

async function createPartitions(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    await client.query('select audit.create_partitions()')
  } finally {
    await client.end()
  }
}
