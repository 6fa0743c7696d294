import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTravel } from '#domains/bookings/use-cases/start-travel.ts'
import { ForbiddenError, NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import {
  addBooking,
  addChef,
  asStaff,
  type BookingScene,
  bringTo,
  claimsOf,
  lastChange,
  lastEvent,
  openBookingScene,
  readAll,
} from '../../support/bookings.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

describe('startTravel', () => {
  it('sends somebody on the way to a confirmed booking', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    const expectedVersion = await bringTo(scene, bookingId, 'CONFIRMED')
    await startTravel(asStaff(scene, ['bookings:booking:operate']), { bookingId, expectedVersion })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: chefId, kind: 'BOOKING', status: 'ACTIVE' }])
    expect(await lastChange(scene, bookingId)).toMatchObject({
      from: 'CONFIRMED',
      to: 'EN_ROUTE',
      actorId: scene.manager.userId,
      reason: null,
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.travel_started',
      version: expectedVersion + 1,
      actorId: scene.manager.userId,
      payload: { customerId: scene.customerId, from: 'CONFIRMED', to: 'EN_ROUTE' },
    })
  })

  it('is refused for a booking that is not there yet, and leaves it alone', async () => {
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    const operator = asStaff(scene, ['bookings:booking:operate'])
    await expect(startTravel(operator, { bookingId, expectedVersion: 1 })).rejects.toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'PENDING',
      to: 'EN_ROUTE',
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused at another version, for an unknown booking, and without the permission', async () => {
    const bookingId = await addBooking(scene)
    const expectedVersion = await bringTo(scene, bookingId, 'CONFIRMED')
    const before = await readAll(scene, bookingId)
    const operator = asStaff(scene, ['bookings:booking:operate'])
    await expect(startTravel(operator, { bookingId, expectedVersion: 1 })).rejects.toThrow(VersionConflictError)
    await expect(startTravel(operator, { bookingId: scene.chefId, expectedVersion })).rejects.toThrow(NotFoundError)
    await expect(
      startTravel(asStaff(scene, ['bookings:booking:read']), { bookingId, expectedVersion }),
    ).rejects.toThrow(new ForbiddenError('bookings:booking:operate'))
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
