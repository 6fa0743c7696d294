import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assignChef } from '#domains/bookings/use-cases/assign-chef.ts'
import { approveTimeOff } from '#domains/bookings/use-cases/availability/approve-time-off.ts'
import { requestTimeOff } from '#domains/bookings/use-cases/availability/request-time-off.ts'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { confirmBooking } from '#domains/bookings/use-cases/confirm-booking.ts'
import { rescheduleBooking } from '#domains/bookings/use-cases/reschedule-booking.ts'
import { unassignChef } from '#domains/bookings/use-cases/unassign-chef.ts'
import {
  addBooking,
  addCustomer,
  addHold,
  asGateway,
  type BookingScene,
  bringTo,
  countReads,
  hireChef,
  hireWith,
  hoursLater,
  openBookingScene,
  publicBooking,
  publicResource,
  publicStation,
  type ServingChef,
} from '../../../support/bookings.ts'
import { changeFeed, clockOfFeeds, fetchCalendar, readCalendar } from '../../../support/calendar-feeds.ts'
import { toInstant } from '../../../support/calendar-file.ts'
import type { StillClock } from '../../../support/chosen-clock.ts'

let scene: BookingScene
let clock: StillClock
let chef: ServingChef
let stationUrl: string
let chefUrl: string

beforeAll(async () => {
  clock = clockOfFeeds()
  scene = await openBookingScene({ clock })
  chef = await hireChef(scene)
  const { gateway, manager, stationId } = scene
  const station = { name: 'Station', stationId: publicStation(stationId) }
  stationUrl = (await changeFeed(gateway, 'create', station, manager.token)).url
  const own = { name: 'My jobs', resourceId: publicResource(chef.resourceId) }
  chefUrl = (await changeFeed(gateway.on('chef'), 'create', own, chef.token)).url
})

afterAll(() => scene.gateway.stop())

const uid = (bookingId: string) => `${publicBooking(bookingId)}@teppan`
const eventOf = async (url: string, bookingId: string) =>
  (await readCalendar(url)).events.find(({ UID }) => UID === uid(bookingId))

async function stored(bookingId: string) {
  const [row] = await scene.gateway.sql<{ reference: string; updatedAt: Date; createdAt: Date }>(
    'select reference, updated_at as "updatedAt", created_at as "createdAt" from bookings.bookings where id = $1',
    [bookingId],
  )
  if (!row) throw new Error('there is no such booking')
  return row
}
const seconds = (date: Date) => Math.floor(date.getTime() / 1_000)

describe('the calendar of a station', () => {
  it('tells of a booking when it is, what it is and how far it is, and nothing of its customer', async () => {
    const fields = {
      adults: 10,
      children: 2,
      specialRequests: 'No onions',
      internalNotes: 'Pays late',
      venueAddress: '1 Main St',
    }
    const bookingId = await addBooking(scene, { ...fields, resourceIds: [chef.resourceId] })
    const { reference, createdAt, updatedAt } = await stored(bookingId)
    const event = await eventOf(stationUrl, bookingId)
    expect(event).toMatchObject({
      SEQUENCE: '1',
      DTSTART: '20930620T220000Z',
      DTEND: '20930621T020000Z',
      SUMMARY: `${reference}, 12 guests, Catering`,
      CATEGORIES: 'Catering',
      STATUS: 'TENTATIVE',
      TRANSP: 'OPAQUE',
    })
    expect(seconds(toInstant(event?.CREATED))).toBe(seconds(createdAt))
    for (const name of ['DTSTAMP', 'LAST-MODIFIED'] as const) {
      expect(seconds(toInstant(event?.[name]))).toBe(seconds(updatedAt))
    }
    const { text } = await fetchCalendar(stationUrl)
    for (const secret of ['Ada', 'onions', 'late', 'Main', scene.customerId]) expect(text).not.toContain(secret)
  })

  it('has a name and the zone of the station', async () => {
    const { properties } = await readCalendar(stationUrl)
    expect(properties).toMatchObject({
      NAME: 'Station',
      'X-WR-CALNAME': 'Station',
      'X-WR-TIMEZONE': 'America/New_York',
      'REFRESH-INTERVAL': 'PT15M',
    })
    expect(properties).not.toHaveProperty('X-WR-CALDESC')
  })

  it('says of each status what programs can do with it', async () => {
    const told: Record<string, string | undefined> = {}
    const later = (hours: number) => ({ startsAt: hoursLater(hours), endsAt: hoursLater(hours + 1) })
    const hold = await addHold(scene, { ...later(100), holdMinutes: 5 }, clock.now())
    told.HELD = (await eventOf(stationUrl, hold))?.STATUS
    clock.pass(5 * 60)
    told.OVER = (await eventOf(stationUrl, hold))?.STATUS
    const bookingId = await addBooking(scene, later(102))
    for (const status of [
      'PENDING',
      'CONFIRMED',
      'EN_ROUTE',
      'SEATED',
      'COMPLETED',
      'DECLINED',
      'NO_SHOW',
      'EXPIRED',
    ]) {
      await scene.gateway.sql('update bookings.bookings set status = $2::bookings.booking_status where id = $1', [
        bookingId,
        status,
      ])
      told[status] = (await eventOf(stationUrl, bookingId))?.STATUS
    }
    expect(told).toEqual({
      HELD: 'TENTATIVE',
      OVER: 'CANCELLED',
      PENDING: 'TENTATIVE',
      CONFIRMED: 'CONFIRMED',
      EN_ROUTE: 'CONFIRMED',
      SEATED: 'CONFIRMED',
      COMPLETED: 'CONFIRMED',
      DECLINED: 'CANCELLED',
      NO_SHOW: 'CANCELLED',
      EXPIRED: 'CANCELLED',
    })
  })

  it('is the same until something changes, and then the event has a later sequence', async () => {
    const bookingId = await addBooking(scene, { startsAt: hoursLater(200), endsAt: hoursLater(201) })
    const first = await fetchCalendar(stationUrl)
    const tag = first.headers.get('etag') ?? ''
    const same = await fetchCalendar(stationUrl, { headers: { 'if-none-match': tag } })
    expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', tag])
    await confirmBooking(asGateway(scene), { bookingId, expectedVersion: 1 })
    const changed = await fetchCalendar(stationUrl, { headers: { 'if-none-match': tag } })
    expect([changed.status, changed.headers.get('etag') === tag]).toEqual([200, false])
    expect(await eventOf(stationUrl, bookingId)).toMatchObject({ SEQUENCE: '2', STATUS: 'CONFIRMED' })
    await rescheduleBooking(asGateway(scene), {
      bookingId,
      expectedVersion: 2,
      startsAt: hoursLater(210),
      endsAt: hoursLater(212),
      by: 'STAFF',
    })
    const moved = await eventOf(stationUrl, bookingId)
    expect([moved?.SEQUENCE, toInstant(moved?.DTSTART), toInstant(moved?.DTEND)]).toEqual([
      '3',
      hoursLater(210),
      hoursLater(212),
    ])
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 3, by: 'CUSTOMER', reason: null })
    expect(await eventOf(stationUrl, bookingId)).toMatchObject({
      SEQUENCE: '4',
      STATUS: 'CANCELLED',
      TRANSP: 'TRANSPARENT',
    })
  })

  it('shows what begins from 30 days before until 400 days after now, and neither more nor another station', async () => {
    const day = 86_400_000
    const at = (days: number, ms = 0) => {
      const startsAt = new Date(clock.now().getTime() + days * day + ms)
      return { startsAt, endsAt: new Date(startsAt.getTime() + 60_000) }
    }
    const early = new Date(clock.now().getTime() - 60 * day)
    const add = (window: object) => addBooking(scene, window, early)
    const gone = await add(at(-30, -1))
    const within = [await add(at(-30)), await add(at(399.999))]
    const coming = await add(at(400))
    const customerId = await addCustomer({ ...scene, stationId: scene.otherStationId })
    const other = await addBooking({ ...scene, customerId, stationId: scene.otherStationId }, at(1), early)
    const uids = (await readCalendar(stationUrl)).events.map(({ UID }) => UID)
    expect(uids).toEqual(expect.arrayContaining(within.map(uid)))
    for (const bookingId of [gone, coming, other]) expect(uids).not.toContain(uid(bookingId))
  })
})

describe('the calendar of a resource', () => {
  it('has what it serves, what it served until that was off, and not what was taken from it', async () => {
    const later = (hours: number) => ({ startsAt: hoursLater(hours), endsAt: hoursLater(hours + 1) })
    const serve = (hours: number) => addBooking(scene, { ...later(hours), resourceIds: [chef.resourceId] })
    const [served, off, taken, done] = [await serve(300), await serve(302), await serve(304), await serve(306)]
    const others = await addBooking(scene, later(300))
    await cancelBooking(asGateway(scene), { bookingId: off, expectedVersion: 1, by: 'CUSTOMER', reason: null })
    await unassignChef(asGateway(scene), { bookingId: taken, expectedVersion: 1, resourceId: chef.resourceId })
    await bringTo(scene, done, 'COMPLETED')
    const statusOf = async (bookingId: string) => (await eventOf(chefUrl, bookingId))?.STATUS
    expect(await Promise.all([served, off, taken, done, others].map(statusOf))).toEqual([
      'TENTATIVE',
      'CANCELLED',
      undefined,
      'CONFIRMED',
      undefined,
    ])
    await assignChef(asGateway(scene), { bookingId: taken, expectedVersion: 2, resourceId: chef.resourceId })
    expect(await statusOf(taken)).toBe('TENTATIVE')
  })

  it('has approved time off without its reason, for whoever may see that', async () => {
    const { gateway, manager } = scene
    const window = { startsAt: hoursLater(600), endsAt: hoursLater(700) }
    const fields = { ...window, kind: 'SICKNESS', reason: 'Broken leg' }
    const { timeOffId } = await requestTimeOff(asGateway(scene), { resourceId: chef.resourceId, fields })
    const isOff = async (url: string) => {
      const { text } = await fetchCalendar(url)
      expect(text).not.toMatch(/leg|SICKNESS/i)
      return (await readCalendar(url)).events.find(({ SUMMARY }) => SUMMARY === 'Time off')
    }
    expect(await isOff(chefUrl)).toBeUndefined()
    await approveTimeOff(asGateway(scene), { timeOffId, expectedVersion: 1, force: false })
    expect(await isOff(chefUrl)).toMatchObject({
      DTSTART: instantText(window.startsAt),
      DTEND: instantText(window.endsAt),
      SEQUENCE: '2',
      STATUS: 'CONFIRMED',
      TRANSP: 'OPAQUE',
      CATEGORIES: 'Time off',
    })
    const reader = await hireWith(scene, ['bookings:booking:read'])
    const input = { name: 'Chef', resourceId: publicResource(chef.resourceId) }
    const ofManager = (await changeFeed(gateway, 'create', input, manager.token)).url
    const ofReader = (await changeFeed(gateway, 'create', input, reader.token)).url
    expect(await isOff(ofManager)).toBeDefined()
    expect(await isOff(ofReader)).toBeUndefined()
    expect(await isOff(stationUrl)).toBeUndefined()
  })
})

const instantText = (date: Date) => `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

describe('on days on which clocks change', () => {
  // New York skips 2:00 on March 8 and shows 1:00 twice on November 1; Lord Howe moves by half an hour.
  it.each([
    ['America/New_York', '2093-03-08T06:30:00Z', '2093-03-08T07:30:00Z'],
    ['America/New_York', '2093-11-01T05:30:00Z', '2093-11-01T06:30:00Z'],
    ['Australia/Lord_Howe', '2093-04-04T14:45:00Z', '2093-04-04T15:15:00Z'],
    ['Australia/Lord_Howe', '2093-10-03T15:15:00Z', '2093-10-03T15:45:00Z'],
  ])('%s: what begins at %s begins so in the calendar', async (zone, begins, ends) => {
    const { gateway, stationId, manager } = scene
    await gateway.sql('update identity.stations set timezone = $2 where id = $1', [stationId, zone])
    const bookingId = await addBooking(scene, { startsAt: new Date(begins), endsAt: new Date(ends) })
    const { booking } = await gateway.query<{ booking: { startsAt: string; endsAt: string } }>(
      'query ($id: ID!) { booking(id: $id) { startsAt endsAt } }',
      { id: publicBooking(bookingId) },
      manager.token,
    )
    const { properties } = await readCalendar(stationUrl)
    const event = await eventOf(stationUrl, bookingId)
    expect(properties['X-WR-TIMEZONE']).toBe(zone)
    expect([toInstant(event?.DTSTART), toInstant(event?.DTEND)]).toEqual([
      new Date(booking.startsAt),
      new Date(booking.endsAt),
    ])
    expect([new Date(booking.startsAt), new Date(booking.endsAt)]).toEqual([new Date(begins), new Date(ends)])
  })
})

describe('reading a calendar', () => {
  it.each([
    ['of a station', () => stationUrl],
    ['of a resource', () => chefUrl],
  ])('%s takes three statements, also when nothing has changed', async (_what, urlOf) => {
    const url = urlOf()
    const { headers } = await fetchCalendar(url)
    countReads(scene)
    expect((await fetchCalendar(url)).status).toBe(200)
    expect(countReads(scene)).toBe(3)
    const tag = headers.get('etag') ?? ''
    expect((await fetchCalendar(url, { headers: { 'if-none-match': tag } })).status).toBe(304)
    expect(countReads(scene)).toBe(3)
  })

  it('takes one statement where there is no such calendar, and none where there can be none', async () => {
    countReads(scene)
    const unknown = stationUrl.replace(/[^/]{43}\.ics$/, `${'A'.repeat(43)}.ics`)
    expect((await fetchCalendar(unknown)).status).toBe(404)
    expect(countReads(scene)).toBe(1)
    expect((await fetchCalendar(stationUrl.replace('.ics', ''))).status).toBe(404)
    expect(countReads(scene)).toBe(0)
  })
})
