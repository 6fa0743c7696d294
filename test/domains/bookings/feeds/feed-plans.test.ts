import { afterAll, beforeAll, expect, it } from 'vitest'
import { feedWindow, MAX_FEED_EVENTS } from '#domains/bookings/model/feeds/feed-window.ts'
import { findPresentedFeed } from '#domains/bookings/store/feeds/calendar-feed-reads.ts'
import { findEntriesOfResource, findEntriesOfStation } from '#domains/bookings/store/feeds/feed-content-reads.ts'
import { publicId } from '#graphql/ids.ts'
import { hashSecretToken } from '#platform/crypto/secret-tokens.ts'
import { addBooking, type BookingScene, openBookingScene } from '../../../support/bookings.ts'
import { changeFeed, readCalendar } from '../../../support/calendar-feeds.ts'
import { ExplainedReads } from '../../../support/explain.ts'

/** Four years of a station: 6 bookings a day, one in ten declined. The chef serves one in twenty, and was to serve as many of those. */
const DAYS = 1_500
const PER_DAY = 6

let scene: BookingScene
let reads: ExplainedReads
const now = new Date()

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway, stationId, otherStationId, chefId, manager } = scene
  const day = 86_400_000
  const bookingId = await addBooking(scene, {
    startsAt: new Date(now.getTime() + day),
    endsAt: new Date(now.getTime() + day + 60_000),
  })
  await gateway.sql(
    `insert into bookings.bookings
     select (jsonb_populate_record(booking, jsonb_build_object('id', gen_random_uuid(), 'reference', 'XX-' || lpad(n::text, 6, '0'),
       'status', case when n % 10 = 0 then 'DECLINED' else 'CONFIRMED' end, 'starts_at', at, 'ends_at', at + interval '10 minutes'))).*
     from bookings.bookings as booking, generate_series(1, $2::int) as n,
       lateral (select now() + (n - $2::int / 2) * interval '4 hours' as at) as times where booking.id = $1`,
    [bookingId, DAYS * PER_DAY],
  )
  await gateway.sql(
    `insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, created_at, updated_at)
     select gen_random_uuid(), station_id, $2, id, tstzrange(starts_at, ends_at), 'BOOKING',
       (case status when 'DECLINED' then 'RELEASED' else 'ACTIVE' end)::bookings.allocation_status, now(), now()
     from bookings.bookings where station_id = $1 and right(reference, 2)::int % 20 in (0, 7) and reference like 'XX-%'`,
    [stationId, chefId],
  )
  await gateway.sql(
    `insert into bookings.time_off (id, station_id, resource_id, starts_at, ends_at, kind, status, decided_at, updated_at)
     select gen_random_uuid(), $1, $2, now() + (n - 500) * interval '3 days', now() + (n - 500) * interval '3 days' + interval '1 day',
       'VACATION', 'APPROVED', now(), now() from generate_series(1, 1000) as n`,
    [stationId, chefId],
  )
  await gateway.sql(
    `insert into bookings.calendar_feeds (id, station_id, created_by_id, name, token_hash, updated_at)
     select gen_random_uuid(), $1, $2, 'Feed', sha256(convert_to(n::text, 'UTF8')), now() from generate_series(1, 1000) as n`,
    [otherStationId, manager.userId],
  )
  await gateway.sql(
    `insert into bookings.resources (id, station_id, kind, name, updated_at)
     select gen_random_uuid(), $1, 'VEHICLE', 'Van ' || n, now() from generate_series(1, 500) as n`,
    [stationId],
  )
  await gateway.sql('vacuum analyze')
  reads = await ExplainedReads.connect(gateway.database.gatewayUrl, {
    'app.station_ids': scene.business.stationIds.join(),
    'app.organization_ids': scene.business.organizationId,
    'app.user_id': manager.userId,
  })
}, 120_000)

afterAll(async () => {
  await reads.end()
  await scene.gateway.stop()
})

function lastWork() {
  const work = reads.work.at(-1)
  if (!work) throw new Error('nothing was read')
  return work
}

it('the bookings of a station are read from its index, and no more than a feed may have on either side', async () => {
  const entries = await findEntriesOfStation(reads.asReads(), scene.stationId, feedWindow(now))
  const { scanned, indexes, rowsRead, rowsSorted } = lastWork()
  const back = 30 * PER_DAY
  expect(entries.length).toBe(MAX_FEED_EVENTS + 1 + back)
  expect(new Set(indexes)).toEqual(new Set(['bookings_station_id_starts_at_id_idx']))
  expect([scanned, rowsRead.get('bookings.bookings'), rowsSorted]).toEqual([[], MAX_FEED_EVENTS + 1 + back, 0])
})

it('what a resource has to do, had until it was off, and is off itself, is read from the indexes of its time', async () => {
  const { stationId, chefId } = scene
  const wanted = { stationId, resourceId: chefId, showsTimeOff: true, personId: null }
  const entries = await findEntriesOfResource(reads.asReads(), wanted, feedWindow(now))
  const { scanned, rowsRead, indexes } = lastWork()
  const jobs = entries?.filter(({ type }) => type === 'BOOKING').length ?? 0
  expect(Math.abs(jobs - (430 * PER_DAY) / 10)).toBeLessThanOrEqual(2)
  expect(scanned).toEqual([])
  expect(indexes).toEqual(expect.arrayContaining(['allocations_taken_idx', 'allocations_released_idx']))
  expect(rowsRead.get('bookings.allocations')).toBe(jobs)
  expect(rowsRead.get('bookings.bookings')).toBe(jobs)
  // Of three days each one: those that begin up to 366 days before the window are looked at.
  expect(entries?.filter(({ type }) => type === 'TIME_OFF').length).toBeGreaterThanOrEqual(143)
  expect(rowsRead.get('bookings.time_off')).toBeLessThanOrEqual((366 + 430) / 3 + 2)
})

it('a feed is found by the hash of its secret', async () => {
  const door = await ExplainedReads.connect(scene.gateway.database.gatewayUrl, { 'app.scope': 'sign_in' })
  await findPresentedFeed(door.asReads(), hashSecretToken('nobody'))
  const [work] = door.work
  await door.end()
  expect([work?.indexes, work?.scanned]).toEqual([['calendar_feeds_token_hash_key'], []])
})

it('a station with more than a feed may have says so, and shows what comes next', async () => {
  const { gateway, manager, stationId } = scene
  const input = { name: 'Station', stationId: publicId('station', stationId) }
  const { url } = await changeFeed(gateway, 'create', input, manager.token)
  const { properties, events } = await readCalendar(url)
  expect(properties['X-WR-CALDESC']).toBe('There is more than this: only the nearest 2000 events are here.')
  expect(events.length).toBe(MAX_FEED_EVENTS)
})
