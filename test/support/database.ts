import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

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
    drop: () => administer(urls.admin, `drop database if exists ${name} with (force)`),
  }
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
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
