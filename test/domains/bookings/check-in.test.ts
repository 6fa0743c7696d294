import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkIn } from '#domains/bookings/use-cases/check-in.ts'
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

describe('checkIn', () => {
  it('begins the service when somebody has arrived', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    const expectedVersion = await bringTo(scene, bookingId, 'EN_ROUTE')
    await checkIn(asStaff(scene, ['bookings:booking:operate']), { bookingId, expectedVersion })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: chefId, kind: 'BOOKING', status: 'ACTIVE' }])
    expect(await lastChange(scene, bookingId)).toMatchObject({
      from: 'EN_ROUTE',
      to: 'SEATED',
      actorId: scene.manager.userId,
      reason: null,
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.checked_in',
      version: expectedVersion + 1,
      actorId: scene.manager.userId,
      payload: { customerId: scene.customerId, from: 'EN_ROUTE', to: 'SEATED' },
    })
  })

  it('is refused for a booking that is not there yet, and leaves it alone', async () => {
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    const operator = asStaff(scene, ['bookings:booking:operate'])
    await expect(checkIn(operator, { bookingId, expectedVersion: 1 })).rejects.toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'PENDING',
      to: 'SEATED',
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused at another version, for an unknown booking, and without the permission', async () => {
    const bookingId = await addBooking(scene)
    const expectedVersion = await bringTo(scene, bookingId, 'EN_ROUTE')
    const before = await readAll(scene, bookingId)
    const operator = asStaff(scene, ['bookings:booking:operate'])
    await expect(checkIn(operator, { bookingId, expectedVersion: 1 })).rejects.toThrow(VersionConflictError)
    await expect(checkIn(operator, { bookingId: scene.chefId, expectedVersion })).rejects.toThrow(NotFoundError)
    await expect(checkIn(asStaff(scene, ['bookings:booking:read']), { bookingId, expectedVersion })).rejects.toThrow(
      new ForbiddenError('bookings:booking:operate'),
    )
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
