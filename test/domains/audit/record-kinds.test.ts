import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kindOfColumn, kindOfTable } from '#domains/audit/graphql/record-kinds.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

/** Tables whose rows have an `id`, but no public one: nothing in the API is named by it. */
const WITHOUT_PUBLIC_ID = [
  'bookings.allocations',
  'bookings.availability_rules',
  // Versions: what they are versions of has the public id.
  'bookings.price_settings',
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
      `select distinct column_of.attname as column, f.confrelid::regclass::text as target
       from pg_constraint f
       cross join lateral unnest(f.conkey, f.confkey) as pair (own, other)
       join pg_attribute column_of on column_of.attrelid = f.conrelid and column_of.attnum = pair.own
       join pg_attribute target_of on target_of.attrelid = f.confrelid and target_of.attnum = pair.other
       where f.contype = 'f' and f.conrelid in (${WATCHED}) and target_of.attname = 'id'`,
    )
    const wrong = references.filter(({ column, target }) => kindOfColumn[column] !== kindOfTable[target])
    expect(wrong).toEqual([])
    expect(references.length).toBeGreaterThan(10)
  })
})
