import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import type { GeoPoint } from '#kernel/great-circle.ts'
import { greatCircleTimes, type TravelTimes } from '#kernel/travel-times.ts'
import { givePolicy } from '../../support/availability.ts'
import {
  addBooking,
  addChef,
  asGateway,
  type BookingScene,
  bookingFields,
  claimsOf,
  countRows,
  hoursLater,
  openBookingScene,
  publicBooking,
  publicResource,
  publicStation,
} from '../../support/bookings.ts'
import { HALFWAY, HERE, legsAsTheyShouldBe, legsOf, THERE } from '../../support/travel.ts'

/** An hour and a half up north, twenty minutes back down. */
const minutesBetween = (from: GeoPoint, to: GeoPoint) => (from.latitude < to.latitude ? 90 : 20)
const hilly: TravelTimes = { minutesBetween }

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene({ travelTimes: hilly })
  await givePolicy(scene, { alignmentMinutes: 30 })
})

afterAll(() => scene.gateway.stop())

const AVAILABILITY = `query ($stationId: ID!, $range: AvailabilityRange!, $resourceIds: [ID!], $venue: CoordinatesInput) {
  availability(stationId: $stationId, range: $range, kind: CATERING, durationMinutes: 30, resourceIds: $resourceIds,
    venue: $venue, explain: true) {
    days { slots { startsAt } rejected { startsAt reasons { code bookingId minutes } } } } }`

interface Found {
  availability: {
    days: { slots: { startsAt: string }[]; rejected: { startsAt: string; reasons: object[] }[] }[]
  }
}

describe('who says how long ways are', () => {
  it('is asked for offers, each way in its own direction', async () => {
    const chefId = await addChef(scene)
    const southId = await addBooking(scene, { resourceIds: [chefId], venuePoint: HERE, endsAt: hoursLater(1) })
    const [startsAt, endsAt] = [hoursLater(4), hoursLater(5)]
    const northId = await addBooking(scene, { resourceIds: [chefId], venuePoint: THERE, startsAt, endsAt })
    const { availability } = await scene.gateway.query<Found>(
      AVAILABILITY,
      {
        stationId: publicStation(scene.stationId),
        range: { from: hoursLater(1), until: hoursLater(7) },
        resourceIds: [publicResource(chefId)],
        venue: HALFWAY,
      },
      scene.manager.token,
    )
    const days = availability.days
    // Ninety minutes up from the first job, ninety up to the second, and twenty down from there.
    expect(days.flatMap(({ slots }) => slots.map(({ startsAt: at }) => at))).toEqual(
      [5.5, 6, 6.5].map((hour) => hoursLater(hour).toISOString()),
    )
    const rejected = days.flatMap((day) => day.rejected)
    const travel = (bookingId: string, minutes: number) => ({
      code: 'TRAVEL',
      bookingId: publicBooking(bookingId),
      minutes,
    })
    const reasonsAt = (hour: number) =>
      rejected.find(({ startsAt: at }) => at === hoursLater(hour).toISOString())?.reasons
    expect(reasonsAt(2)).toEqual([travel(southId, 90)])
    expect(reasonsAt(2.5)).toEqual([travel(northId, 90)])
    expect(reasonsAt(5)).toEqual([travel(northId, 20)])
  })

  it('is asked for bookings that are refused, and for the legs of those that are not', async () => {
    const chefId = await addChef(scene)
    await addBooking(scene, { resourceIds: [chefId], venuePoint: HERE, endsAt: hoursLater(1) })
    const book = (from: number, venuePoint: GeoPoint) => {
      const window = { startsAt: hoursLater(from), endsAt: hoursLater(from + 0.5) }
      const fields = bookingFields(scene.customerId, { ...window, resourceIds: [chefId], venuePoint })
      return createBooking(asGateway(scene), { stationId: scene.stationId, fields })
    }
    const before = await countRows(scene)
    await expect(book(2, HALFWAY)).rejects.toMatchObject({
      code: 'SLOT_UNAVAILABLE',
      reasons: [{ code: 'TRAVEL', minutes: 90, resourceId: chefId }],
    })
    expect(await countRows(scene)).toEqual(before)
    const { bookingId: upId } = await book(2.5, HALFWAY)
    const { bookingId: downId } = await book(3.5, HERE)
    expect(await legsOf(scene, chefId)).toMatchObject([
      { bookingId: upId, startsAt: hoursLater(1), endsAt: hoursLater(2.5) },
      { bookingId: downId, startsAt: new Date(hoursLater(3.5).getTime() - 20 * 60_000), endsAt: hoursLater(3.5) },
    ])
    expect(await legsOf(scene, chefId)).toEqual(await legsAsTheyShouldBe(scene, chefId, minutesBetween))
  })

  it('is asked who is nearest', async () => {
    const place = { ...scene, chefId: '' }
    const [above, below] = [await addChef(place), await addChef(place)]
    const home = 'update bookings.resources set home_latitude = $2, home_longitude = $3 where id = $1'
    await scene.gateway.sql(`update bookings.resources set is_active = id = any($1) where kind = 'CHEF'`, [
      [above, below],
    ])
    await scene.gateway.sql(home, [above, THERE.latitude, THERE.longitude])
    // As the crow flies this is nearer, but it lies down south.
    await scene.gateway.sql(home, [below, HALFWAY.latitude - 0.01, HALFWAY.longitude])
    const fields = bookingFields(scene.customerId, { needs: [{ kind: 'CHEF', count: 1 }], venuePoint: HALFWAY })
    const { bookingId } = await createBooking(asGateway(scene), { stationId: scene.stationId, fields })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: above }])
  })
})

describe('as the crow flies', () => {
  it.each([
    ['nowhere', HERE, HERE, 50, 0],
    ['25 kilometres at 50 km/h', HERE, HALFWAY, 50, 30],
    ['the same at 49 km/h, rounded up', HERE, HALFWAY, 49, 30],
    ['the same at 48 km/h', HALFWAY, HERE, 48, 31],
    ['49 kilometres at 50 km/h', HERE, THERE, 50, 59],
  ])('takes minutes for %s', (_, from, to, speedKmh, minutes) => {
    expect(greatCircleTimes.minutesBetween(from, to, speedKmh)).toBe(minutes)
  })
})
