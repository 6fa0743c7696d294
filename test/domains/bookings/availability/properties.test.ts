import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { holdSlot } from '#domains/bookings/use-cases/hold-slot.ts'
import { metresBetween } from '#kernel/great-circle.ts'
import { giveHours, giveOverride, givePolicy, lookAt, setZone } from '../../../support/availability.ts'
import {
  addChef,
  addServiceItem,
  asGateway,
  type BookingScene,
  bookingFields,
  openBookingScene,
} from '../../../support/bookings.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Around days on which clocks change, and a leap day. */
const PLACES = [
  { zone: 'America/New_York', date: '2027-03-13' },
  { zone: 'America/New_York', date: '2027-11-06' },
  { zone: 'Europe/Berlin', date: '2027-10-30' },
  { zone: 'Australia/Lord_Howe', date: '2027-10-02' },
  { zone: 'Asia/Kathmandu', date: '2028-02-28' },
]
const VENUES = [
  { latitude: 42.36, longitude: -71.06 },
  { latitude: 42.48, longitude: -71.15 },
  { latitude: 42.95, longitude: -71.44 },
]

/** Hours begin and end where clocks do not change; that is for tests of its own. */
const edge = fc.integer({ min: 16, max: 95 }).map((quarter) => quarter * 15)
const shift = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), start: edge, end: edge })
const place = fc.option(fc.constantFrom(...VENUES))
const job = fc.record({
  at: fc.integer({ min: 0, max: 4 * 24 * 4 }),
  quarters: fc.integer({ min: 1, max: 20 }),
  state: fc.constantFrom('BOOKED', 'BOOKED', 'HELD', 'EXPIRED', 'DONE', 'RELEASED'),
  place,
})
const world = fc.record({
  place: fc.constantFrom(...PLACES),
  shifts: fc.array(shift, { maxLength: 6 }),
  overrides: fc.uniqueArray(
    fc.record({ day: fc.integer({ min: 0, max: 4 }), hours: fc.option(fc.tuple(edge, edge)), own: fc.boolean() }),
    {
      selector: ({ day, own }) => `${day} ${own}`,
      maxLength: 3,
    },
  ),
  jobs: fc.array(job, { maxLength: 8 }),
  timeOff: fc.option(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 100 }))),
  block: fc.option(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 20 }))),
  policy: fc.record({
    alignmentMinutes: fc.constantFrom(15, 30, 60),
    minimumNoticeMinutes: fc.constantFrom(0, 90, 1_500),
    horizonDays: fc.constantFrom(2, 3, 30),
    bufferBeforeMinutes: fc.constantFrom(0, 30),
    bufferAfterMinutes: fc.constantFrom(0, 45, 120),
    resourceDailyCap: fc.option(fc.integer({ min: 1, max: 3 })),
    stationDailyCap: fc.option(fc.integer({ min: 1, max: 4 })),
    travelSpeedKmh: fc.constantFrom(30, 60),
  }),
  durationMinutes: fc.constantFrom(30, 45, 120, 600),
  venue: place,
  hasSkill: fc.boolean(),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

interface Job {
  from: number
  to: number
  state: string
  place: { latitude: number; longitude: number } | null
}

/** The same world as plain values, for the evaluator. */
interface Known {
  world: World
  now: number
  jobs: Job[]
  timeOff: [number, number] | null
  block: [number, number] | null
}

let scene: BookingScene
/** What only somebody can do who is good at it. */
let teppanId: string
beforeAll(async () => {
  scene = await openBookingScene()
  teppanId = await addServiceItem(scene, { requiredSkills: ['teppan'] })
})
afterAll(() => scene.gateway.stop())

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What the clock shows: the date, and minutes after midnight. */
function wall(zone: string, at: number): { date: string; minute: number } {
  const clock =
    clocks.get(zone) ?? new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  clocks.set(zone, clock)
  const [date = '', time = ''] = clock.format(at).split(' ')
  return { date, minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) }
}

const plusDays = (date: string, days: number) => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10)
const weekdayOf = (date: string) => new Date(date).getUTCDay() || 7
const text = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The hours of a date: as if nothing were different, or as it is. */
function hoursOn(
  {
    world: {
      place: { date: first },
      shifts,
      overrides,
    },
  }: Known,
  date: string,
  usual: boolean,
): [number, number][] {
  const own = overrides.find((entry) => plusDays(first, entry.day) === date && entry.own)
  const special = own ?? overrides.find((entry) => plusDays(first, entry.day) === date)
  if (special && !usual) return special.hours ? [special.hours] : []
  if (shifts.length === 0) return [[0, 0]]
  return shifts.filter(({ weekday }) => weekday === weekdayOf(date)).map(({ start, end }) => [start, end])
}

/** Whether the clock shows a time within the hours, for every quarter of an hour of the window. */
function isOpen(known: Known, window: { from: number; to: number }, usual: boolean): boolean {
  const { zone } = known.world.place
  for (let at = window.from; at < window.to; at += 15 * MINUTE) {
    const { date, minute } = wall(zone, at)
    const today = hoursOn(known, date, usual).some(([start, end]) => minute >= start && (end <= start || minute < end))
    const overnight = hoursOn(known, plusDays(date, -1), usual).some(([start, end]) => end <= start && minute < end)
    if (!today && !overnight) return false
  }
  return true
}

/** Everything that speaks against a window, found in the slowest way. */
function evaluate(known: Known, window: { from: number; to: number }): string[] {
  const {
    world: {
      place: { zone },
      policy,
      venue,
      hasSkill,
    },
    now,
    timeOff,
    block,
  } = known
  const codes = new Set<string>()
  if (window.from <= now || window.from < now + policy.minimumNoticeMinutes * MINUTE) codes.add('NOTICE')
  const { date } = wall(zone, window.from)
  if (date > plusDays(wall(zone, now).date, policy.horizonDays)) codes.add('HORIZON')
  if (!hasSkill) codes.add('SKILL')
  if (!isOpen(known, window, false)) codes.add(isOpen(known, window, true) ? 'OVERRIDE' : 'HOURS')
  const meets = (from: number, to: number) => from < window.to && window.from < to
  if (timeOff && meets(...timeOff)) codes.add('TIME_OFF')
  if (block && meets(...block)) codes.add('BLOCKED')
  const jobs = known.jobs.filter(({ state }) => state !== 'EXPIRED' && state !== 'RELEASED')
  for (const { from, to, state, place: at } of jobs.filter((entry) => entry.state !== 'DONE')) {
    const gap = (from >= window.to ? from - window.to : window.from - to) / MINUTE
    if (meets(from, to)) codes.add(state)
    else {
      if (gap < Math.max(policy.bufferBeforeMinutes, policy.bufferAfterMinutes)) codes.add('BUFFER')
      const way = at && venue ? Math.ceil((metresBetween(at, venue) / 1_000 / policy.travelSpeedKmh) * 60) : 0
      if (gap < way && gap < 12 * 60) codes.add('TRAVEL')
    }
  }
  const thatDay = jobs.filter(({ from }) => wall(zone, from).date === date).length
  if (policy.resourceDailyCap !== null && thatDay >= policy.resourceDailyCap) codes.add('DAILY_CAP')
  if (policy.stationDailyCap !== null && thatDay >= policy.stationDailyCap) codes.add('DAILY_CAP')
  return [...codes].sort()
}

/** Where stretches would overlap, which the database does not let them, the later one is left out. */
function withoutOverlaps(jobs: Job[]): Job[] {
  const blocking = (state: string) => state === 'BOOKED' || state === 'HELD' || state === 'EXPIRED'
  const kept: Job[] = []
  for (const entry of jobs) {
    const clash = kept.some((other) => blocking(other.state) && other.from < entry.to && entry.from < other.to)
    if (!blocking(entry.state) || !clash) kept.push(entry)
  }
  return kept
}

/** Makes the world in the database, at a station where nothing else is. */
async function build(wanted: World): Promise<Known & { chefId: string }> {
  const { gateway, stationId } = scene
  const { zone, date } = wanted.place
  for (const table of ['allocations', 'booking_status_changes', 'bookings', 'availability_overrides', 'time_off']) {
    await gateway.sql(`delete from bookings.${table} where station_id = $1`, [stationId])
  }
  await setZone(scene, zone)
  await givePolicy(scene, wanted.policy)
  const chefId = await addChef(scene)
  if (wanted.hasSkill) await gateway.sql(`update bookings.resources set skills = '{teppan}' where id = $1`, [chefId])
  await giveHours(
    scene,
    chefId,
    wanted.shifts.map(({ weekday, start, end }) => ({ weekday, start: text(start), end: text(end) })),
  )
  for (const { day, hours, own } of wanted.overrides) {
    const of = own ? { resourceId: chefId } : {}
    await giveOverride(scene, { date: plusDays(date, day), ...of, hours: hours && [text(hours[0]), text(hours[1])] })
  }
  const midnight = Date.parse(`${date}T12:00:00Z`)
  const now = midnight + 5 * MINUTE
  const block: [number, number] | null = wanted.block && [
    midnight + wanted.block[0] * 15 * MINUTE,
    midnight + (wanted.block[0] + wanted.block[1]) * 15 * MINUTE,
  ]
  const timeOff: [number, number] | null = wanted.timeOff && [
    midnight + wanted.timeOff[0] * 15 * MINUTE,
    midnight + (wanted.timeOff[0] + wanted.timeOff[1]) * 15 * MINUTE,
  ]
  const all = wanted.jobs.map(({ at, quarters, state, place: where }) => {
    const from = midnight + (at - 48) * 15 * MINUTE
    return { from, to: from + quarters * 15 * MINUTE, state, place: where }
  })
  const jobs = withoutOverlaps(all).filter(({ from, to }) => !block || from >= block[1] || block[0] >= to)
  for (const entry of jobs) await insertJob(chefId, entry, now)
  if (block) {
    await gateway.sql(
      `insert into bookings.allocations (id, station_id, resource_id, during, kind, status, updated_at)
       values (gen_random_uuid(), $1, $2, tstzrange($3, $4), 'BLOCK', 'ACTIVE', now())`,
      [stationId, chefId, new Date(block[0]), new Date(block[1])],
    )
  }
  if (timeOff) {
    await gateway.sql(
      `insert into bookings.time_off (id, station_id, resource_id, starts_at, ends_at, kind, status, decided_at, updated_at)
       values (gen_random_uuid(), $1, $2, $3, $4, 'OTHER', 'APPROVED', now(), now())`,
      [stationId, chefId, new Date(timeOff[0]), new Date(timeOff[1])],
    )
  }
  return { world: wanted, now, jobs, timeOff, block, chefId }
}

let references = 0

async function insertJob(chefId: string, { from, to, state, place: where }: Job, now: number): Promise<void> {
  const status = { BOOKED: 'CONFIRMED', HELD: 'HELD', EXPIRED: 'HELD', DONE: 'COMPLETED', RELEASED: 'DECLINED' }[state]
  const claim = { BOOKED: 'ACTIVE', HELD: 'HELD', EXPIRED: 'HELD', DONE: 'DONE', RELEASED: 'RELEASED' }[state]
  const expiry = state === 'HELD' ? now + 10 * MINUTE : state === 'EXPIRED' ? now - MINUTE : null
  references += 1
  await scene.gateway.sql(
    `with booking as (
       insert into bookings.bookings (id, station_id, customer_id, reference, kind, status, starts_at, ends_at, timezone, adults,
         subtotal_cents, total_cents, currency, source, hold_expires_at, venue_latitude, venue_longitude, updated_at)
       values (gen_random_uuid(), $1, $2, 'XX-' || lpad($3::text, 6, '0'), 'CATERING', $4::bookings.booking_status, $5, $6, 'UTC', 2, 0, 0, 'USD', 'STAFF', $7, $8, $9, now())
       returning id, station_id, starts_at, ends_at)
     insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, updated_at)
     select gen_random_uuid(), station_id, $10, id, tstzrange(starts_at, ends_at), (case when $4 = 'HELD' then 'HOLD' else 'BOOKING' end)::bookings.allocation_kind, $11::bookings.allocation_status, now()
     from booking`,
    [
      scene.stationId,
      scene.customerId,
      references,
      status,
      new Date(from),
      new Date(to),
      expiry === null ? null : new Date(expiry),
      where?.latitude ?? null,
      where?.longitude ?? null,
      chefId,
      claim,
    ],
  )
}

it('whatever the world is like: every window that is offered can be booked or held at once, and every other one has exactly the reasons that are true', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(world, fc.nat(), async (wanted, pick) => {
      const known = await build(wanted)
      const {
        durationMinutes,
        venue,
        place: { zone, date },
      } = wanted
      const { chefId, now } = known
      const untilDate = plusDays(date, 5)
      const demand = { resourceIds: [chefId] }
      const skills = ['teppan']
      const looked = await lookAt(scene, {
        fromDate: date,
        untilDate,
        durationMinutes,
        demand,
        skills,
        now: new Date(now),
        ...(venue && { venue }),
      })

      const expected: number[] = []
      for (let at = Date.parse(date) - DAY; at < Date.parse(untilDate) + DAY; at += 15 * MINUTE) {
        const shown = wall(zone, at)
        if (shown.date >= date && shown.date < untilDate && shown.minute % wanted.policy.alignmentMinutes === 0)
          expected.push(at)
      }
      expect(looked.windows.map(({ startsAt }) => startsAt.getTime())).toEqual(expected)

      for (const { startsAt, endsAt, reasons, local } of looked.windows) {
        const codes = [...new Set(reasons.map(({ code }) => code))].sort()
        expect(codes, local).toEqual(evaluate(known, { from: startsAt.getTime(), to: endsAt.getTime() }))
        for (const code of codes) seen.add(code)
      }

      const context = asGateway(scene, new Date(now))
      const refused = looked.windows.filter(({ reasons }) => reasons.length > 0)
      const take = pick % 2 === 0 ? createBooking : holdSlot
      const book = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) => {
        const items = [{ serviceItemId: teppanId }]
        const fields = { startsAt, endsAt, items, resourceIds: [chefId], ...(venue && { venuePoint: venue }) }
        return take(context, { stationId: scene.stationId, fields: bookingFields(scene.customerId, fields) })
      }
      const no = refused[pick % Math.max(1, refused.length)]
      if (no) await expect(book(no)).rejects.toThrow(/time|startsAt/)
      const yes = looked.slots[pick % Math.max(1, looked.slots.length)]
      if (yes) await expect(book(yes)).resolves.toHaveProperty('bookingId')
    }),
    { numRuns: 120 },
  )
  expect([...seen].sort()).toEqual([
    'BLOCKED',
    'BOOKED',
    'BUFFER',
    'DAILY_CAP',
    'HELD',
    'HORIZON',
    'HOURS',
    'NOTICE',
    'OVERRIDE',
    'SKILL',
    'TIME_OFF',
    'TRAVEL',
  ])
}, 240_000)
