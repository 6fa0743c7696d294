import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { demoApiKey } from '../../prisma/seed/api-keys.ts'
import { provideDemoData, seedDemoData } from '../../prisma/seed/demo-data.ts'
import { createTestDatabase, type TestDatabase, withClient } from '../support/database.ts'
import { createTestSecrets } from '../support/gateway.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const secrets = createTestSecrets()
const log = createLog('silent')

const seed = () =>
  seedDemoData({
    gatewayUrl: database.gatewayUrl,
    secrets,
    log,
    now: new Date('2026-06-15T09:00:00Z'),
  })

async function count(text: string): Promise<unknown> {
  return withClient(database.adminUrl, async (client) => (await client.query(text)).rows)
}

test('a fresh database gets two businesses with all that belongs to them, once', async () => {
  expect(await seed()).toBe(true)

  expect(
    await count(`select (select count(*)::int from identity.organizations) as organizations,
      (select count(*)::int from identity.stations) as stations,
      (select count(distinct timezone)::int from identity.stations) as zones,
      (select count(*)::int from identity.users) as staff,
      (select count(distinct role_id)::int from identity.user_roles) as roles,
      (select count(*)::int from customers.customers) as customers,
      (select count(*)::int from bookings.bookings) as bookings,
      (select count(distinct status)::int from bookings.bookings) as booking_states,
      (select count(*)::int from support.escalations) as escalations`),
  ).toEqual([
    {
      organizations: 2,
      stations: 4,
      zones: 3,
      staff: 25,
      roles: 8,
      customers: 400,
      bookings: 1_200,
      booking_states: 10,
      escalations: 60,
    },
  ])
  expect(
    await count(`select count(*)::int as count from bookings.bookings booking
      where version <> (select count(*) from bookings.booking_status_changes where booking_id = booking.id)
         or version <> (select count(*) from events.domain_events where aggregate_id = booking.id)`),
  ).toEqual([{ count: 0 }])

  expect(
    await count(`select currency, tax_included as "taxIncluded", sum(deposit_cents) > 0 as deposits,
        count(*) filter (where tax_cents > 0) = count(*) filter (where subtotal_cents > discount_cents) as "allTaxed"
      from bookings.bookings group by 1, 2 order by 1`),
  ).toEqual([
    { currency: 'EUR', taxIncluded: true, deposits: false, allTaxed: true },
    { currency: 'USD', taxIncluded: false, deposits: true, allTaxed: true },
  ])

  expect(await seed()).toBe(false)

  const open = { ...database, stop: async () => undefined }
  const { signIns, apiKeys } = await provideDemoData(open, secrets, log)
  expect(signIns.length).toBeGreaterThan(10)
  expect(apiKeys).toEqual([{ label: 'partner of Iron & Maple Hibachi', key: demoApiKey(secrets).key }])
  const other = createTestSecrets()
  expect(demoApiKey(other).key).not.toBe(demoApiKey(secrets).key)
  expect((await provideDemoData(open, other, log)).apiKeys).toEqual([])
}, 240_000)
