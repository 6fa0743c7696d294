import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

/** The schemas of the domains: each PostgreSQL schema is one domain. */
export const DOMAINS = ['audit', 'bookings', 'customers', 'events', 'identity', 'support']

export interface Catalogue {
  database(): TestDatabase
  /** What PostgreSQL's own catalogue says of a freshly migrated database. */
  rows<Row extends pg.QueryResultRow>(query: string, values?: unknown[]): Promise<Row[]>
  /** The only column of each row. */
  list(query: string, values?: unknown[]): Promise<string[]>
}

/** For all tests of a file. */
export function openCatalogue(): Catalogue {
  let database: TestDatabase
  let client: pg.Client
  beforeAll(async () => {
    database = await createTestDatabase()
    client = new pg.Client({ connectionString: database.adminUrl })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await database.drop()
  })
  return {
    database: () => database,
    rows: async (query, values) => (await client.query(query, values)).rows,
    list: async (query, values) =>
      (await client.query({ text: query, values, rowMode: 'array' })).rows.map(([value]) => value),
  }
}
