import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { unassignChef } from '#domains/bookings/use-cases/unassign-chef.ts'
import { giveHours, giveOverride } from '../../../support/availability.ts'
import {
  addBooking,
  addChef,
  addHold,
  addResource,
  asGateway,
  type BookingScene,
  bringTo,
  openBookingScene,
  publicBooking,
  publicResource,
  publicStation,
} from '../../../support/bookings.ts'
import { hire } from '../../../support/business.ts'
import { manage } from '../availability/manage.ts'
import { addStretch, calendarOf, freshDay, PAGE, type Page, shown, window } from './calendar-scene.ts'

let scene: BookingScene
let look: ReturnType<typeof calendarOf>

beforeAll(async () => {
  scene = await openBookingScene()
  look = calendarOf(scene)
})
afterAll(() => scene.gateway.stop())

const statuses = ({ bookings }: Page) => bookings.map(({ booking }) => booking.status)

describe('the bookings of a calendar', () => {
  it('are shown with what a page draws, through the type that all bookings have', async () => {
    const { from, until, at } = freshDay()
    const { chefId } = scene
    const vanId = await addResource(scene)
    const bookingId = await addBooking(scene, {
      ...window(at(3), at(5)),
      adults: 6,
      children: 2,
      resourceIds: [chefId, vanId],
    })
    const page = await look({ from, until })
    const [row] = await scene.gateway.sql('select reference from bookings.bookings where id = $1', [bookingId])
    expect(page).toMatchObject({ from: from.toISOString(), until: until.toISOString() })
    expect(page.stations).toEqual([{ code: expect.any(String), timezone: 'America/New_York' }])
    expect(page.bookings).toEqual([
      {
        stationId: publicStation(scene.stationId),
        resourceIds: [chefId, vanId].sort().map(publicResource),
        booking: {
          id: publicBooking(bookingId),
          reference: row?.reference,
          status: 'PENDING',
          ...shown(at(3), at(5)),
          adults: 6,
          children: 2,
          customer: { name: 'Ada Example' },
        },
      },
    ])
  })

  it('are those that touch the stretch, however long before they began', async () => {
    const { from, until, at } = freshDay()
    const longest = await addBooking(scene, window(at(-167), at(1)))
    const within = await addBooking(scene, window(at(2), at(3)))
    const beyond = await addBooking(scene, window(at(23), at(30)))
    const whole = await addBooking(scene, window(at(-1), at(40)))
    await addBooking(scene, window(at(-2), at(0)))
    await addBooking(scene, window(at(24), at(25)))
    const page = await look({ from, until })
    expect(page.bookings.map(({ booking }) => booking.id)).toEqual([longest, whole, within, beyond].map(publicBooking))
  })

  it('are those in the way: holds until they run out, and what was done; others by their status', async () => {
    const { from, until, at } = freshDay()
    const { chefId } = scene
    const resourceIds = [chefId]
    await addHold(scene, window(at(1), at(2)))
    await addHold(scene, { ...window(at(2), at(3)), holdMinutes: 1 }, new Date(Date.now() - 120_000))
    await bringTo(scene, await addBooking(scene, window(at(3), at(4))), 'COMPLETED')
    await bringTo(scene, await addBooking(scene, window(at(4), at(5))), 'CONFIRMED')
    const called = await addBooking(scene, { ...window(at(5), at(6)), resourceIds })
    await cancelBooking(asGateway(scene), { bookingId: called, expectedVersion: 1, by: 'STAFF' })
    expect(statuses(await look({ from, until }))).toEqual(['HELD', 'COMPLETED', 'CONFIRMED'])
    const off = await look({ from, until, statuses: ['CANCELLED', 'EXPIRED'] })
    expect(off.bookings).toMatchObject([
      { resourceIds: [publicResource(chefId)], booking: { id: publicBooking(called) } },
    ])
    expect(statuses(await look({ from, until, statuses: ['HELD'] }))).toEqual(['HELD'])
    expect(statuses(await look({ from, until, statuses: [] }))).toEqual([])
  })

  it('do not name who was taken off them', async () => {
    const { from, until, at } = freshDay()
    const colleague = await addChef(scene, 'Eve')
    const bookingId = await addBooking(scene, { ...window(at(1), at(2)), resourceIds: [scene.chefId, colleague] })
    const step = { bookingId, expectedVersion: 1, resourceId: scene.chefId }
    await unassignChef(asGateway(scene), step)
    const page = await look({ from, until })
    expect(page.bookings).toMatchObject([{ resourceIds: [publicResource(colleague)] }])
    expect((await look({ from, until, resourceIds: [publicResource(scene.chefId)] })).bookings).toEqual([])
  })
})

describe('what else a calendar shows', () => {
  it('is ways and blocks that touch the stretch, and not the blocks of time off', async () => {
    const { from, until, at } = freshDay()
    const resourceId = await addChef(scene, 'Kim')
    const bookingId = await addBooking(scene, { ...window(at(3), at(5)), resourceIds: [resourceId] })
    await addStretch(scene, { resourceId, bookingId, startsAt: at(2), endsAt: at(3) })
    await addStretch(scene, { resourceId, startsAt: at(-500), endsAt: at(1) })
    await addStretch(scene, { resourceId, startsAt: at(24), endsAt: at(25) })
    const page = await look({ from, until })
    const whose = { resourceId: publicResource(resourceId) }
    expect(page.travel).toEqual([{ ...whose, ...shown(at(2), at(3)), booking: { id: publicBooking(bookingId) } }])
    expect(page.blocks).toEqual([{ ...whose, ...shown(at(-500), at(1)) }])
  })

  it('is no way to a hold that has run out, and none that was given back', async () => {
    const { from, until, at } = freshDay()
    const resourceId = await addChef(scene, 'Lou')
    const held = { ...window(at(3), at(5)), resourceIds: [resourceId], holdMinutes: 1 }
    const bookingId = await addHold(scene, held, new Date(Date.now() - 120_000))
    await addStretch(scene, { resourceId, bookingId, startsAt: at(2), endsAt: at(3) })
    const ways = async (status: string) => {
      await scene.gateway.sql("update bookings.allocations set status = $2 where booking_id = $1 and kind = 'TRAVEL'", [
        bookingId,
        status,
      ])
      return (await look({ from, until })).travel.length
    }
    expect([await ways('HELD'), await ways('RELEASED'), await ways('DONE')]).toEqual([0, 0, 1])
  })

  it('is time off: granted for all, asked for and its reasons for those who decide and for whoever asks', async () => {
    const { from, until, at } = freshDay()
    const { gateway, business, stationId } = scene
    const { send } = manage(scene)
    const chef = await hire(gateway, business, 'CHEF', [stationId])
    const resourceId = publicResource(await addResource(scene, { kind: 'CHEF', name: 'Max', userId: chef.userId }))
    const other = publicResource(await addChef(scene, 'Ola'))
    const ask = async (whose: string, startsAt: Date, endsAt: Date, kind: string) => {
      const input = { resourceId: whose, startsAt, endsAt, kind, reason: 'Private' }
      return ((await send('requestTimeOff', 'timeOff { id }', input)).timeOff as { id: string }).id
    }
    const granted = await ask(resourceId, at(-240), at(2), 'SICKNESS')
    await send('approveTimeOff', 'timeOff { id }', { timeOffId: granted, expectedVersion: 1 })
    await ask(resourceId, at(4), at(5), 'VACATION')
    await ask(other, at(6), at(7), 'OTHER')
    const taken = await ask(other, at(8), at(9), 'OTHER')
    await send('cancelTimeOff', 'timeOff { id }', { timeOffId: taken, expectedVersion: 1 })
    const approved = { resourceId, ...shown(at(-240), at(2)), status: 'APPROVED' }
    const asked = { resourceId, ...shown(at(4), at(5)), status: 'REQUESTED' }
    const [why, vacation] = [
      { kind: 'SICKNESS', reason: 'Private' },
      { kind: 'VACATION', reason: 'Private' },
    ]
    const page = await look({ from, until })
    expect(page.blocks).toEqual([])
    expect(page.timeOff).toEqual([
      { ...approved, timeOff: why },
      { ...asked, timeOff: vacation },
      {
        resourceId: other,
        ...shown(at(6), at(7)),
        status: 'REQUESTED',
        timeOff: { kind: 'OTHER', reason: 'Private' },
      },
    ])
    const desk = await hire(gateway, business, 'CUSTOMER_SUPPORT', [stationId])
    expect((await look({ from, until }, desk.token)).timeOff).toEqual([{ ...approved, timeOff: null }])
    const narrow = PAGE.replace('customer { name }', '')
    const { calendar } = await gateway.query<{ calendar: Page }>(narrow, { from, until, limit: 9 }, chef.token)
    expect(calendar.timeOff).toEqual([
      { ...approved, timeOff: why },
      { ...asked, timeOff: vacation },
    ])
  })

  it('is the hours of the resources, by the clock of their station, also on the night when it is set back', async () => {
    const there = { ...scene, stationId: scene.otherStationId }
    const resourceId = await addChef(there, 'Zoe')
    const always = await addResource(there, { name: 'Always' })
    await addResource(there, { name: 'Retired', isActive: false })
    await giveHours(there, resourceId, [{ start: '09:00', end: '17:00' }])
    await giveHours(there, resourceId, [{ weekday: 6, start: '22:00', end: '03:00' }])
    await giveOverride(there, { date: '2093-11-03', resourceId })
    await giveOverride(there, { date: '2093-11-02', hours: ['10:00', '11:00'] })
    const stationIds = [publicStation(scene.otherStationId)]
    // The clock is set back on Sunday, November 1; Monday is different for all, Tuesday is free.
    const range = { from: new Date('2093-11-01T03:00:00Z'), until: new Date('2093-11-04T15:00:00Z') }
    const { resources } = await look({ ...range, stationIds })
    const span = (startsAt: string, endsAt: string) => shown(new Date(startsAt), new Date(endsAt))
    expect(resources).toEqual([
      {
        resource: { name: 'Always' },
        open: [
          span('2093-11-01T03:00Z', '2093-11-02T05:00Z'),
          span('2093-11-02T15:00Z', '2093-11-02T16:00Z'),
          span('2093-11-03T05:00Z', '2093-11-04T15:00Z'),
        ],
      },
      {
        resource: { name: 'Zoe' },
        open: [
          span('2093-11-01T03:00Z', '2093-11-01T08:00Z'),
          span('2093-11-01T14:00Z', '2093-11-01T22:00Z'),
          span('2093-11-02T15:00Z', '2093-11-02T16:00Z'),
          span('2093-11-04T14:00Z', '2093-11-04T15:00Z'),
        ],
      },
    ])
    const only = { ...range, stationIds, resourceIds: [publicResource(always)] }
    expect((await look(only)).resources).toMatchObject([{ resource: { name: 'Always' } }])
  })
})
