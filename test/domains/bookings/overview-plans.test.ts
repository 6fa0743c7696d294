import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CalendarWish } from '#domains/bookings/model/calendar/calendar-wish.ts'
import { readCalendarBookings } from '#domains/bookings/store/calendar/calendar-booking-reads.ts'
import {
  readCalendarBlocks,
  readCalendarTimeOff,
  readCalendarTravel,
} from '#domains/bookings/store/calendar/calendar-entry-reads.ts'
import { readCalendarResources } from '#domains/bookings/store/calendar/calendar-hour-reads.ts'
import { readBookingTallies } from '#domains/bookings/store/stats/booking-stats-reads.ts'
import type { Session } from '#platform/database/rows.ts'
import { giveHours } from '../../support/availability.ts'
import { addResource, type BookingScene, copyCustomers, hoursLater, openBookingScene } from '../../support/bookings.ts'
import { ExplainedReads, type Work } from '../../support/explain.ts'

/** One each hour, at a station with so many vans; each takes a way of an hour, and later a block. Time off for years. */
const BOOKINGS = 6_000
const VANS = 20
/** Two days, long after most of it. */
const FIRST = 5_600
const HOURS = 48
/** Of those in the range. */
const CANCELLED = 6
/** What begins in the range, or in the week before it. */
const NEAR = 7 * 24 + HOURS

let scene: BookingScene
let reads: ExplainedReads
let wish: CalendarWish

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway, business, stationId } = scene
  const vanId = await addResource(scene)
  await giveHours(scene, vanId, [{ start: '09:00', end: '17:00' }])
  await gateway.sql(
    `insert into bookings.resources (id, station_id, kind, name, skills, updated_at)
     select gen_random_uuid(), $1, 'VEHICLE', 'Bus ' || number, '{}', now() from generate_series(2, $2::int) as number`,
    [stationId, VANS],
  )
  await copyCustomers(scene, 500)
  await gateway.sql(
    `with guests as (select array_agg(id) as ids from customers.customers where station_id = $1)
     insert into bookings.bookings (id, station_id, customer_id, reference, kind, status, starts_at, ends_at, timezone,
       adults, subtotal_cents, total_cents, currency, source, created_at, updated_at)
     select gen_random_uuid(), $1, ids[1 + number % array_length(ids, 1)], 'XX-' || lpad(number::text, 6, '0'), 'CATERING', 'COMPLETED',
       $2::timestamptz + number * interval '1 hour', $2::timestamptz + (number + 1) * interval '1 hour', 'UTC', 2, 0, 0,
       'USD', 'STAFF', now(), now()
     from guests, generate_series(1, $3::int) as number`,
    [stationId, hoursLater(0), BOOKINGS],
  )
  await gateway.sql(
    `with vans as (select array_agg(id order by name) as ids from bookings.resources where kind = 'VEHICLE'),
      numbered as (select booking.*, row_number() over (order by starts_at)::int as number from bookings.bookings as booking)
     insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, updated_at)
     select gen_random_uuid(), $1, ids[1 + number % $2], case sort when 'BLOCK' then null else id end,
       tstzrange(starts_at + hours * interval '1 hour', ends_at + hours * interval '1 hour'), sort::bookings.allocation_kind,
       (case sort when 'BLOCK' then 'ACTIVE' else 'DONE' end)::bookings.allocation_status, now()
     from vans, numbered, (values ('BOOKING', 0), ('TRAVEL', -1), ('BLOCK', 5)) as what (sort, hours)`,
    [stationId, VANS],
  )
  await gateway.sql(
    `insert into bookings.time_off (id, station_id, resource_id, starts_at, ends_at, kind, status, decided_at, updated_at)
     select gen_random_uuid(), $1, $2, $3::timestamptz - number * interval '8 hours', $3::timestamptz - (number - 1) * interval '8 hours',
       'OTHER', 'APPROVED', now(), now() from generate_series(1, $4::int) as number`,
    [stationId, vanId, hoursLater(FIRST + HOURS), BOOKINGS],
  )
  for (const table of ['bookings', 'allocations', 'resources', 'time_off', 'availability_rules']) {
    await gateway.sql(`vacuum analyze bookings.${table}`)
  }
  reads = await ExplainedReads.connect(gateway.database.gatewayUrl, {
    'app.station_ids': business.stationIds.join(),
    'app.organization_ids': business.organizationId,
  })
  wish = {
    stations: business.stationIds.map((id) => ({ id, timezone: 'America/New_York' })),
    from: hoursLater(FIRST),
    until: hoursLater(FIRST + HOURS),
    resourceIds: null,
    resourceKinds: null,
    limit: 5_000,
    now: hoursLater(0),
  }
})

afterAll(async () => {
  await reads.end()
  await scene.gateway.stop()
})

/** What was read, and what its one statement did. */
async function explain<Row>(read: (session: Session) => Promise<Row[]>): Promise<Work & { rows: Row[] }> {
  reads.work.length = 0
  const rows = await read(reads.asReads())
  const [work, ...more] = reads.work
  if (!work || more.length > 0) throw new Error('not one statement')
  // Of those of two stations there are too few for an index.
  return { ...work, scanned: work.scanned.filter((table) => table !== 'bookings.resources'), rows }
}

describe('the plans of a calendar, over thousands of entries of before and after,', () => {
  it('read the bookings that begin in the range or in the week before it, along their index', async () => {
    const { rows, rowsRead, scanned, indexes } = await explain((session) =>
      readCalendarBookings(session, wish, ['COMPLETED', 'CONFIRMED']),
    )
    expect(rows).toHaveLength(HOURS)
    expect(scanned).toEqual([])
    expect(indexes).toContain('bookings_station_id_starts_at_id_idx')
    expect(rowsRead.get('bookings.bookings')).toBeLessThanOrEqual(NEAR)
    // What serves the bookings of the range, and their ways.
    expect(rowsRead.get('bookings.allocations')).toBeLessThanOrEqual(2 * HOURS)
  })

  it('read the ways that begin then, along the index of what is taken', async () => {
    const { rows, rowsRead, scanned, indexes } = await explain((session) => readCalendarTravel(session, wish))
    expect(rows).toHaveLength(HOURS)
    expect(scanned).toEqual([])
    expect(indexes).toContain('allocations_taken_idx')
    expect(rowsRead.get('bookings.allocations')).toBeLessThanOrEqual(3 * (NEAR + 1))
  })

  it('read the blocks that have not ended before it, along their index', async () => {
    const { rows, rowsRead, scanned, indexes } = await explain((session) => readCalendarBlocks(session, wish))
    expect(rows).toHaveLength(HOURS)
    expect(scanned).toEqual([])
    expect(indexes).toContain('allocations_blocks_idx')
    expect(rowsRead.get('bookings.allocations')).toBeLessThanOrEqual(BOOKINGS - FIRST + VANS)
  })

  it('read the time off that begins in it or in the year before it', async () => {
    const { rows, rowsRead, scanned } = await explain((session) =>
      readCalendarTimeOff(session, wish, { allAt: scene.business.stationIds, ownAt: [], personId: null }),
    )
    expect(rows).toHaveLength(HOURS / 8)
    expect(scanned).toEqual([])
    expect(rowsRead.get('bookings.time_off')).toBeLessThanOrEqual((366 * 24 + HOURS) / 8)
  })

  it('read the hours of resources by theirs', async () => {
    const { rows, rowsRead } = await explain((session) => readCalendarResources(session, wish))
    // The vans and the chef of the scene.
    expect(rows).toHaveLength(VANS + 1)
    expect([...rowsRead.keys()].sort()).toEqual([
      'bookings.availability_overrides',
      'bookings.availability_rules',
      'bookings.resources',
    ])
  })
})

describe('the plan of statistics, over thousands of bookings of before and after,', () => {
  beforeAll(async () => {
    const { gateway, stationId } = scene
    await gateway.sql(
      `update bookings.bookings set status = 'CANCELLED', cancelled_by = 'STAFF'
       where station_id = $1 and starts_at >= $2 and starts_at < $3`,
      [stationId, wish.from, hoursLater(FIRST + CANCELLED)],
    )
    await gateway.sql(
      `insert into bookings.booking_status_changes (id, station_id, booking_id, from_status, to_status)
       select gen_random_uuid(), station_id, id, 'HELD', status from bookings.bookings where station_id = $1`,
      [stationId],
    )
    for (const table of ['bookings', 'booking_status_changes']) await gateway.sql(`vacuum analyze bookings.${table}`)
  })

  it('reads those of the range, and of a day on either side of it, along their index', async () => {
    const [fromDate, untilDate] = [wish.from, wish.until].map((at) => at.toISOString().slice(0, 10))
    const range = { fromDate: fromDate ?? '', untilDate: untilDate ?? '', grouping: 'DAY', now: wish.now } as const
    const { rows, rowsRead, scanned, indexes } = await explain((session) =>
      readBookingTallies(session, wish.stations, range),
    )
    const all = rows.find(({ period, by }) => period === null && by === null)
    expect(all).toMatchObject({ bookings: HOURS, standing: HOURS - CANCELLED, cancelled: 0 })
    expect({ scanned, indexes }).toEqual({
      scanned: [],
      indexes: ['bookings_station_id_starts_at_id_idx', 'booking_status_changes_booking_id_created_at_id_idx'],
    })
    expect(rowsRead.get('bookings.bookings')).toBeLessThanOrEqual(HOURS + 2 * 24)
    expect(rowsRead.get('bookings.booking_status_changes')).toBe(CANCELLED)
  })
})
