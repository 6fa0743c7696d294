import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findClaimedResources } from '#domains/bookings/store/allocation-writes.ts'
import { readOccupations } from '#domains/bookings/store/availability/occupation-reads.ts'
import { changesOfBooking, itemsOfBooking, resourcesOfBooking } from '#domains/bookings/store/booking-part-reads.ts'
import {
  bookingCountOfCustomer,
  bookingSort,
  bookingsOfCustomer,
  listBookings,
} from '#domains/bookings/store/booking-reads.ts'
import { findUnusedReference } from '#domains/bookings/store/booking-writes.ts'
import { lockExpiredHolds, lockExpiredHoldsIn, lockResourcesOf } from '#domains/bookings/store/slot-reads.ts'
import { legsOfBooking } from '#domains/bookings/store/travel-leg-reads.ts'
import type { PageRequest } from '#kernel/page.ts'
import type { Session } from '#platform/database/rows.ts'
import { addBooking, type BookingScene, copyCustomers, hoursLater, openBookingScene } from '../../support/bookings.ts'

interface Plan {
  'Node Type': string
  'Index Name'?: string
  Plans?: Plan[]
}

const BOOKINGS = 20_000
/** Either leads to the holds alone: that of what expires, or that of the status. */
const HOLDS = /bookings_station_id_(hold_expires_at|status_starts_at_id)_idx/
const PAGE: PageRequest = { direction: 'forward', limit: 50, cursor: null }

let scene: BookingScene
let client: pg.Client
let bookingId: string

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway, business, stationId } = scene
  bookingId = await addBooking(scene)
  await gateway.sql(
    `insert into bookings.resources (id, station_id, kind, name, skills, updated_at)
     select gen_random_uuid(), $1, 'VEHICLE', 'Van ' || number, '{}', now() from generate_series(1, 50) as number`,
    [stationId],
  )
  await copyCustomers(scene, 500)
  await gateway.sql(
    `with guests as (select array_agg(id) as ids from customers.customers where station_id = $1)
     insert into bookings.bookings (id, station_id, customer_id, reference, kind, status, starts_at, ends_at, timezone,
       adults, subtotal_cents, total_cents, currency, source, created_at, updated_at)
     select gen_random_uuid(), $1, ids[1 + number % array_length(ids, 1)], 'XX-' || lpad(number::text, 6, '0'),
       'CATERING', (case when number % 20 = 0 then 'CONFIRMED' else 'COMPLETED' end)::bookings.booking_status,
       $2::timestamptz + number * interval '1 hour', $2::timestamptz + (number + 1) * interval '1 hour', 'UTC', 2, 0, 0, 'USD', 'STAFF', now() - number * interval '1 minute', now()
     from guests, generate_series(1, $3::int) as number`,
    [stationId, hoursLater(24), BOOKINGS],
  )
  await gateway.sql(
    `with vans as (select array_agg(id) as ids from bookings.resources where kind = 'VEHICLE')
     insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, updated_at)
     select gen_random_uuid(), $1, ids[1 + row_number() over (order by starts_at) % 50], booking.id,
       tstzrange(starts_at, ends_at), 'BOOKING',
       (case status when 'COMPLETED' then 'DONE' else 'ACTIVE' end)::bookings.allocation_status, now()
     from vans, bookings.bookings as booking where reference like 'XX-%'`,
    [stationId],
  )
  await gateway.sql(
    `insert into bookings.booking_status_changes (id, station_id, booking_id, to_status)
     select gen_random_uuid(), station_id, id, status from bookings.bookings where reference like 'XX-%'`,
  )
  for (const table of ['customers.customers', 'bookings.bookings', 'bookings.allocations']) {
    await gateway.sql(`vacuum analyze ${table}`)
  }
  await gateway.sql('vacuum analyze bookings.booking_status_changes')
  client = new pg.Client({ connectionString: gateway.database.gatewayUrl })
  await client.connect()
  await client.query(
    `set app.station_ids = '${business.stationIds.join(',')}'; set plan_cache_mode = force_generic_plan`,
  )
})

afterAll(async () => {
  await client.end()
  await scene.gateway.stop()
})

function literal(value: unknown): string {
  if (value === null) return 'null'
  if (value instanceof Date) return `'${value.toISOString()}'`
  return Array.isArray(value) ? `'{${value.join(',')}}'` : `'${value}'`
}

/** The scans of tables and the sorts of a plan, from the top. */
function work(plan: Plan): string[] {
  const own = /Scan|Sort/.test(plan['Node Type']) ? [`${plan['Node Type']} ${plan['Index Name'] ?? ''}`.trim()] : []
  return [...own, ...(plan.Plans ?? []).flatMap(work)]
}

/** The work of what is read, as planned for statements that are used again and again. */
async function explain(read: (session: Session) => Promise<unknown>): Promise<string[]> {
  const found: string[] = []
  const plan = async (text: string, values: readonly unknown[]): Promise<never[]> => {
    await client.query(`prepare planned as ${text}`)
    const { rows } = await client.query(`explain (format json) execute planned(${values.map(literal).join(', ')})`)
    await client.query('deallocate planned')
    found.push(...work(rows[0]['QUERY PLAN'][0].Plan))
    return []
  }
  await read({
    run: (statement, values) => plan(statement.text, values),
    query: (query) => plan(query.sql, query.parameters),
  })
  return found
}

describe('the plans of bookings, with thousands of them, most of them over,', () => {
  it.each([
    ['startsAt', 'asc', 'bookings_station_id_starts_at_id_idx'],
    ['startsAt', 'desc', 'bookings_station_id_starts_at_id_idx'],
    ['createdAt', 'asc', 'bookings_station_id_created_at_id_idx'],
    ['createdAt', 'desc', 'bookings_station_id_created_at_id_idx'],
  ] as const)(
    'read a list by %s %s along its index, and sort no more than a page of each station',
    async (key, direction, index) => {
      const { stationIds } = scene.business
      const sort = bookingSort(key, direction)
      for (const cursor of [null, [hoursLater(48).toISOString(), bookingId]]) {
        const plan = await explain((session) =>
          listBookings(session, { stationIds, filter: null }, sort, { ...PAGE, cursor }),
        )
        expect(plan).toEqual([expect.stringMatching(/Sort$/), 'Function Scan', `Index Scan ${index}`])
      }
    },
  )

  it('find a reference by its index', async () => {
    const { stationIds } = scene.business
    const wanted = { stationIds, filter: { reference: { eq: 'XX-000007' } } }
    const plan = await explain((session) => listBookings(session, wanted, bookingSort('startsAt', 'asc'), PAGE))
    expect(plan).toContain('Index Scan bookings_station_id_reference_key')
    expect(await explain((session) => findUnusedReference(session, scene.stationId, ['XX-000007']))).toContainEqual(
      expect.stringMatching(/^Index (Only )?Scan bookings_station_id_reference_key$/),
    )
  })

  it('read the bookings of customers along their index, without sorting', async () => {
    const plan = await explain((session) => bookingsOfCustomer.page(session, PAGE).readAll(session, [scene.customerId]))
    expect(plan).toEqual(['Function Scan', 'Index Scan bookings_customer_id_starts_at_id_idx'])
    const count = await explain((session) => bookingCountOfCustomer.readAll(session, [scene.customerId]))
    // Two indexes begin with the customer, and cost the same for a count.
    expect(count.join()).toMatch(/Index Scan bookings_customer_id_(starts|created)_at_id_idx/)
    expect(count.join()).not.toMatch(/Seq Scan/)
  })

  it('read the parts of bookings by the index of their booking', async () => {
    const changes = await explain((session) => changesOfBooking.page(session, PAGE).readAll(session, [bookingId]))
    const items = await explain((session) => itemsOfBooking.readAll(session, [bookingId]))
    const claims = await explain((session) => findClaimedResources(session, bookingId))
    expect(changes).toEqual(['Function Scan', 'Index Scan booking_status_changes_booking_id_created_at_id_idx'])
    expect(items.join()).toMatch(/booking_items_/)
    expect(claims.join()).toMatch(/allocations_(booking_id_resource_id_kind_key|station_id_booking_id_idx)/)
    const resources = await explain((session) => resourcesOfBooking.readAll(session, [bookingId]))
    expect(resources.join()).toMatch(/allocations_(booking_id_resource_id_kind_key|station_id_booking_id_idx)/)
    const legs = await explain((session) => legsOfBooking.readAll(session, [bookingId]))
    expect(legs.join()).toMatch(/allocations_(booking_id_resource_id_kind_key|station_id_booking_id_idx)/)
    const locked = await explain((session) => lockResourcesOf(session, { bookingIds: [bookingId] }))
    expect(locked.join()).toMatch(/allocations_(booking_id_resource_id_kind_key|station_id_booking_id_idx)/)
  })

  it('look for what stands in the way among what blocks now', async () => {
    const slot = { resourceIds: [scene.chefId], startsAt: hoursLater(100), endsAt: hoursLater(104) }
    const when = { from: slot.startsAt, until: slot.endsAt, now: hoursLater(0), exceptBookingId: null }
    const { stationId } = scene
    const resourceIds = [scene.chefId]
    for (const timesOnly of [true, false]) {
      const request = { ...when, stationId, resourceIds, timesOnly }
      const taken = await explain((session) => readOccupations(session, request))
      expect(taken.join()).toMatch(/allocations_taken_idx/)
      expect(taken.join()).not.toMatch(/Seq Scan/)
    }
    const holds = await explain((session) => lockExpiredHoldsIn(session, slot, hoursLater(0)))
    expect(holds.join()).toMatch(HOLDS)
    expect(holds.join()).not.toMatch(/Seq Scan/)
  })

  it('find the holds that have run out without looking at other bookings', async () => {
    const wanted = { stationIds: scene.business.stationIds, now: hoursLater(0), atMost: 50 }
    const plan = await explain((session) => lockExpiredHolds(session, wanted))
    expect(plan.join()).toMatch(HOLDS)
  })
})
