import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addCustomer,
  type BookingScene,
  countReads,
  hireWith,
  openBookingScene,
  publicStation,
} from '../../../support/bookings.ts'
import { createBusiness, hire } from '../../../support/business.ts'
import { type Counted, localDate, recount } from './recount.ts'

const FIGURES = `bookings standing guests cancellations cancellationRateBp noShows noShowRateBp averageLeadMinutes
  byStatus { status bookings } byKind { kind bookings } bySource { source bookings }
  money { booked { amountCents currency } averageBooked { amountCents currency } cancellationFees { amountCents currency } }`
const STATS = `query ($fromDate: LocalDate!, $untilDate: LocalDate!, $groupBy: BookingStatsGrouping!, $stationIds: [ID!]) {
  bookingStats(fromDate: $fromDate, untilDate: $untilDate, groupBy: $groupBy, stationIds: $stationIds) {
    total { ${FIGURES} } periods { fromDate untilDate figures { ${FIGURES} } } } }`
type Stats = ReturnType<typeof recount>

/** In Havana the clock goes back from 1 to 0 o'clock: its midnight comes twice. In Santiago one is skipped. */
const ZONES = [
  ['America/New_York', 'USD'],
  ['Europe/Berlin', 'EUR'],
  ['America/Havana', 'USD'],
  ['America/Santiago', 'CLP'],
  ['Pacific/Kiritimati', 'USD'],
  ['Asia/Kathmandu', 'NPR'],
] as const

let scene: BookingScene
let stations: { id: string; zone: string; currency: string; customerId: string }[]
let bookings: Counted[]

/** Instants near which dates begin and clocks are changed, and any others of about a year. */
const instants = fc.oneof(
  fc.constantFrom(new Date('2026-11-01T04:30:00Z'), new Date('2026-11-01T05:30:00Z')),
  fc.date({ min: new Date('2025-12-20'), max: new Date('2027-02-01'), noInvalidDate: true }),
  fc
    .tuple(
      fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-09-06', '2026-10-25', '2026-11-01', '2027-01-01'),
      fc.integer({ min: -20 * 60, max: 30 * 60 }),
    )
    .map(([date, minutes]) => new Date(Date.parse(date) + minutes * 60_000)),
)

const anyBooking = fc.record({
  station: fc.nat(ZONES.length - 1),
  kind: fc.constantFrom('CATERING', 'APPOINTMENT'),
  source: fc.constantFrom('STAFF', 'WEB', 'PHONE', 'PARTNER', 'WALK_IN'),
  status: fc.constantFrom(
    ...(['HELD', 'PENDING', 'CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED'] as const),
    ...(['EXPIRED', 'DECLINED', 'CANCELLED', 'NO_SHOW'] as const),
  ),
  isOver: fc.boolean(),
  wasHeld: fc.boolean(),
  startsAt: instants,
  lead: fc.integer({ min: -60_000, max: 400 * 3_600_000 }),
  adults: fc.integer({ min: 1, max: 500 }),
  children: fc.integer({ min: 0, max: 50 }),
  totalCents: fc.nat(5_000_000),
  fee: fc.nat(100),
})

async function addAll(): Promise<Counted[]> {
  const drawn = fc.sample(anyBooking, { numRuns: 1_500, seed: 20_261_101 })
  const rows = drawn.map(({ station, lead, fee, ...booking }, at) => ({
    ...booking,
    ...stations[station],
    createdAt: new Date(booking.startsAt.getTime() - lead),
    cancelFeeCents: booking.status === 'CANCELLED' ? Math.floor((booking.totalCents * fee) / 100) : null,
    reference: `XX-${String(at).padStart(6, '0')}`,
  }))
  await scene.gateway.sql(
    `with row as (select gen_random_uuid() as booking_id, row.* from jsonb_to_recordset($1::jsonb) as row (id uuid, "customerId" uuid,
       reference text, kind bookings.booking_kind, status bookings.booking_status, source bookings.booking_source, "startsAt" timestamptz,
       "createdAt" timestamptz, zone text, adults int, children int, "totalCents" bigint, "cancelFeeCents" bigint, currency text,
       "isOver" boolean, "wasHeld" boolean)),
     booking as (insert into bookings.bookings (id, station_id, customer_id, reference, kind, status, starts_at, ends_at, timezone, adults,
       children, subtotal_cents, total_cents, currency, source, hold_expires_at, cancelled_by, cancel_fee_cents, created_at, updated_at)
     select booking_id, id, "customerId", reference, kind, status, "startsAt", "startsAt" + interval '2 hours', zone, adults,
       children, "totalCents", "totalCents", currency, source,
       case when status = 'HELD' then now() + (case when "isOver" then -1 else 1 end) * interval '1 hour' end,
       case when status = 'CANCELLED' then 'STAFF'::bookings.cancelled_by end, "cancelFeeCents", "createdAt", now()
     from row)
     insert into bookings.booking_status_changes (id, station_id, booking_id, from_status, to_status)
     select gen_random_uuid(), id, booking_id, (case when "wasHeld" then 'HELD' else 'CONFIRMED' end)::bookings.booking_status, status
     from row where status = 'CANCELLED'`,
    [JSON.stringify(rows)],
  )
  return rows.map(({ id = '', zone = '', currency = '', adults, children, cancelFeeCents, ...row }) => ({
    ...row,
    stationId: id,
    zone,
    currency,
    guests: adults + children,
    cancelFeeCents: cancelFeeCents ?? 0,
  }))
}

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway } = scene
  const business = await createBusiness(gateway, ZONES.length)
  const manager = await hire(gateway, business, 'STATION_MANAGER')
  scene = {
    ...scene,
    business,
    manager,
    stationId: business.stationIds[0],
    otherStationId: business.stationIds[1] ?? '',
  }
  stations = []
  for (const [at, [zone, currency]] of ZONES.entries()) {
    const id = business.stationIds[at] ?? ''
    await gateway.sql('update identity.stations set timezone = $2, currency = $3 where id = $1', [id, zone, currency])
    stations.push({ id, zone, currency, customerId: await addCustomer({ ...scene, stationId: id }) })
  }
  bookings = await addAll()
})
afterAll(() => scene.gateway.stop())

async function ask(variables: object, token = scene.manager.token): Promise<Stats> {
  const asked = { groupBy: 'NONE', ...variables }
  return (await scene.gateway.query<{ bookingStats: Stats }>(STATS, asked, token)).bookingStats
}

describe('bookingStats', () => {
  it.each([
    ['2026-01-01', '2027-01-01', 'NONE'],
    ['2026-01-01', '2027-01-01', 'MONTH'],
    ['2026-01-31', '2027-02-01', 'MONTH'],
    ['2026-02-14', '2026-03-03', 'MONTH'],
    ['2025-12-30', '2026-12-31', 'WEEK'],
    ['2026-12-27', '2027-01-05', 'WEEK'],
    ['2026-03-01', '2026-04-10', 'DAY'],
    ['2026-10-24', '2026-11-03', 'DAY'],
    ['2026-11-01', '2026-11-02', 'DAY'],
    ['2026-09-06', '2026-09-07', 'NONE'],
    ['1990-01-01', '1990-01-03', 'DAY'],
  ])(
    'from %s to %s by %s counts what one gets by counting one after the other',
    async (fromDate, untilDate, groupBy) => {
      const expected = recount(bookings, fromDate, untilDate, groupBy)
      expect(await ask({ fromDate, untilDate, groupBy })).toEqual(expected)
    },
  )

  it('has bookings of both hours that the clock shows twice, and of all statuses', () => {
    const inHavana = bookings.filter(({ zone }) => zone === 'America/Havana').map(({ startsAt }) => startsAt)
    const dates = (from: string, until: string) =>
      inHavana.filter((at) => at >= new Date(from) && at < new Date(until)).map((at) => localDate('America/Havana', at))
    expect(new Set(dates('2026-11-01T04:00:00Z', '2026-11-01T05:00:00Z'))).toEqual(new Set(['2026-11-01']))
    expect(new Set(dates('2026-11-01T05:00:00Z', '2026-11-01T06:00:00Z'))).toEqual(new Set(['2026-11-01']))
    expect(new Set(bookings.map(({ status }) => status)).size).toBe(10)
  })

  it('names the stations that it counts', async () => {
    const { gateway, manager } = scene
    const { bookingStats } = await gateway.query<{ bookingStats: { stations: { timezone: string }[] } }>(
      `query ($ids: [ID!]) { bookingStats(fromDate: "2026-01-01", untilDate: "2026-01-02", stationIds: $ids) { stations { timezone } } }`,
      { ids: stations.slice(0, 2).map(({ id }) => publicStation(id)) },
      manager.token,
    )
    expect(bookingStats.stations.map(({ timezone }) => timezone).sort()).toEqual(['America/New_York', 'Europe/Berlin'])
  })

  it('counts the named stations alone, each by its own clock', async () => {
    const range = { fromDate: '2026-10-24', untilDate: '2026-11-03', groupBy: 'DAY' }
    for (const { id } of stations) {
      const own = bookings.filter(({ stationId }) => stationId === id)
      const expected = recount(own, range.fromDate, range.untilDate, range.groupBy)
      expect(await ask({ ...range, stationIds: [publicStation(id)] })).toEqual(expected)
    }
  })

  it('is told nothing of stations whose statistics one may not see', async () => {
    const { gateway, business, stationId, otherStationId } = scene
    const range = { fromDate: '2026-01-01', untilDate: '2027-01-01' }
    const strangers = await createBusiness(gateway)
    const stranger = await hire(gateway, strangers, 'STATION_MANAGER')
    const nothing = recount([], range.fromDate, range.untilDate, 'NONE')
    expect(await ask(range, stranger.token)).toEqual(nothing)
    expect(await ask({ ...range, stationIds: [publicStation(stationId)] }, stranger.token)).toEqual(nothing)
    const here = await hireWith(scene, ['bookings:stats:read'])
    const expected = recount(
      bookings.filter((booking) => booking.stationId === stationId),
      range.fromDate,
      range.untilDate,
      'NONE',
    )
    expect(await ask(range, here.token)).toEqual(expected)
    expect(await ask({ ...range, stationIds: [publicStation(otherStationId)] }, here.token)).toEqual(nothing)
    for (const role of ['CUSTOMER_SUPPORT', 'CHEF'] as const) {
      const member = await hire(gateway, business, role)
      const { body } = await gateway.send(STATS, { ...range, groupBy: 'NONE' }, member.token)
      expect(body.errors).toMatchObject([
        { message: 'This needs the permission bookings:stats:read.', extensions: { code: 'FORBIDDEN' } },
      ])
    }
  })

  it.each([
    ['no day', '2026-05-01', '2026-05-01', 'untilDate: must be after fromDate, by 366 days at most'],
    ['days that run backwards', '2026-05-02', '2026-05-01', 'untilDate: must be after fromDate, by 366 days at most'],
    ['more than 366 days', '2026-01-01', '2027-01-03', 'untilDate: must be after fromDate, by 366 days at most'],
    ['times before there were clocks', '0001-01-01', '0001-01-03', 'fromDate: must be from 1900 to 9000'],
  ])('of %s is refused', async (_what, fromDate, untilDate, message) => {
    const { body } = await scene.gateway.send(STATS, { fromDate, untilDate, groupBy: 'DAY' }, scene.manager.token)
    expect(body).toMatchObject({
      data: null,
      errors: [{ message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })

  it('takes one statement besides that of the zones, and costs the same, however long the range', async () => {
    const counts = []
    for (const untilDate of ['2026-01-02', '2027-01-02']) {
      scene.gateway.takeStatements()
      const variables = { fromDate: '2026-01-01', untilDate, groupBy: 'DAY' }
      const { body } = await scene.gateway.send(STATS, variables, scene.manager.token)
      counts.push([countReads(scene), body.extensions])
    }
    const cost = expect.objectContaining({ requested: 50, actual: 50 })
    expect(counts).toEqual([
      [2, expect.objectContaining({ cost })],
      [2, expect.objectContaining({ cost })],
    ])
  })
})
