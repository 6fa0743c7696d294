import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { waitFor } from './wait.ts'

/** A migrated database of the test's own. */
export interface TestDatabase {
  /** As superuser: past row-level security, to look at what is really there. */
  adminUrl: string
  ownerUrl: string
  gatewayUrl: string
  drop(): Promise<void>
}

const TEMPLATE = 'teppan'

export async function createTestDatabase(): Promise<TestDatabase> {
  const urls = inject('databaseUrls')
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(urls.admin, `create database ${name} template ${TEMPLATE} owner teppan_owner strategy file_copy`)
  await administer(urls.admin, `grant connect on database ${name} to teppan_gateway`)
  return {
    adminUrl: withDatabase(urls.admin, name),
    ownerUrl: withDatabase(urls.owner, name),
    gatewayUrl: withDatabase(urls.gateway, name),
    drop: () => dropWhenLeft(urls.admin, name),
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** Sessions that are saying good-bye are given the time to: cut off in the middle, they would report an error to nobody. */
async function dropWhenLeft(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const isLeft = async () => {
      const { rows } = await client.query('select from pg_stat_activity where datname = $1', [name])
      return rows.length === 0
    }
    await waitFor(`nobody is left in ${name}`, isLeft).catch(() => undefined)
    await client.query(`drop database if exists ${name} with (force)`)
  })
}

async function administer(url: string, statement: string): Promise<void> {
  await withClient(url, (client) => client.query(statement))
}

export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
