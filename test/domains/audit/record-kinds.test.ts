import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kindOfIds, kindOfTable } from '#domains/audit/graphql/record-kinds.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

/** Tables whose rows have an `id`, but no public one: nothing in the API is named by it. */
const WITHOUT_PUBLIC_ID = [
  'bookings.allocations',
  'bookings.availability_rules',
  // Versions: what they are versions of has the public id.
  'bookings.pricing_tiers',
  'bookings.seasonal_offers',
  'bookings.service_item_versions',
  'bookings.upsell_rules',
  'identity.external_identities',
  'identity.password_resets',
  'identity.station_members',
  'identity.user_roles',
]

interface Reference {
  table: string
  column: string
  target: string
}

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.stop())

const WATCHED = `select tgrelid from pg_trigger where tgfoid = 'audit.record_change'::regproc`

describe('the audit log', () => {
  it('knows what the rows of each table that is watched are called in the API', async () => {
    const tables = await gateway.sql<{ name: string }>(
      `select attrelid::regclass::text as name from pg_attribute where attname = 'id' and attrelid in (${WATCHED})`,
    )
    expect(tables.map(({ name }) => name).toSorted()).toEqual(
      [...Object.keys(kindOfTable), ...WITHOUT_PUBLIC_ID].toSorted(),
    )
  })

  it('knows what each column leads to that leads to something with a public id', async () => {
    const references = await gateway.sql<Reference>(
      `select distinct f.conrelid::regclass::text as "table", column_of.attname as column, f.confrelid::regclass::text as target
       from pg_constraint f
       cross join lateral unnest(f.conkey, f.confkey) as pair (own, other)
       join pg_attribute column_of on column_of.attrelid = f.conrelid and column_of.attnum = pair.own
       join pg_attribute target_of on target_of.attrelid = f.confrelid and target_of.attnum = pair.other
       where f.contype = 'f' and f.conrelid in (${WATCHED}) and target_of.attname = 'id'`,
    )
    const wrong = references.filter(({ table, column, target }) => kindOfIds(table, column) !== kindOfTable[target])
    expect(wrong).toEqual([])
    expect(references.length).toBeGreaterThan(10)
  })

  it('shows every column of UUIDs with public ids, but for the ids of rows that have none', async () => {
    const columns = await gateway.sql<{ table: string; column: string }>(
      `select attrelid::regclass::text as "table", attname as column from pg_attribute
       where atttypid in ('uuid'::regtype, 'uuid[]'::regtype) and attnum > 0 and not attisdropped
         and attrelid in (${WATCHED})`,
    )
    const bare = columns.filter(({ table, column }) => kindOfIds(table, column) === undefined)
    expect(bare.map(({ table, column }) => `${table}.${column}`).toSorted()).toEqual(
      WITHOUT_PUBLIC_ID.map((table) => `${table}.id`),
    )
  })
})
