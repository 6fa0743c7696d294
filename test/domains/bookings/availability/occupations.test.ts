import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Occupation } from '#domains/bookings/model/availability/judgement.ts'
import { readOccupations } from '#domains/bookings/store/availability/occupation-reads.ts'
import {
  addBooking,
  addHold,
  asGateway,
  type BookingScene,
  bringTo,
  hoursLater,
  openBookingScene,
} from '../../../support/bookings.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

function read(timesOnly: boolean, now: Date) {
  const { unitOfWork, viewer } = asGateway(scene)
  const request = {
    stationId: scene.stationId,
    resourceIds: [scene.chefId],
    from: hoursLater(0),
    until: hoursLater(60),
  }
  return unitOfWork.run(viewer, async ({ session }) => {
    const occupied = await readOccupations(session, { ...request, now, exceptBookingId: null, timesOnly })
    return occupied.get(scene.chefId)
  })
}

const hours = (from: number, to: number) => ({ startsAt: hoursLater(from), endsAt: hoursLater(to) })
const withoutDetails = ({ cause, from, to, isOverbooked }: Occupation) => ({ cause, from, to, isOverbooked })

it('times alone are those that are read with their bookings and places, holds as long as they hold', async () => {
  const mine = { resourceIds: [scene.chefId], venuePoint: { latitude: 42.4, longitude: -71.1 } }
  const booked = await addBooking(scene, { ...mine, ...hours(4, 6) })
  await bringTo(scene, booked, 'CONFIRMED')
  await addHold(scene, { ...mine, ...hours(20, 22), holdMinutes: 30 })
  for (const [now, causes] of [
    [new Date(), ['BOOKED', 'HELD']],
    [new Date(Date.now() + 3_600_000), ['BOOKED']],
  ] as const) {
    const [all, times] = [await read(false, now), await read(true, now)]
    expect(all?.jobs.map(({ cause }) => cause)).toEqual(causes)
    expect(all?.jobs.map(({ place }) => place !== null)).toEqual(causes.map(() => true))
    expect(times?.jobs.map(({ bookingId, place }) => [bookingId, place])).toEqual(causes.map(() => [null, null]))
    expect(times?.jobs.map(withoutDetails)).toEqual(all?.jobs.map(withoutDetails))
  }
})
