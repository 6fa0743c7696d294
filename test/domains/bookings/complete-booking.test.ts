import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completeBooking } from '#domains/bookings/use-cases/complete-booking.ts'
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

describe('completeBooking', () => {
  it('ends the service; who did it stays known', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    const expectedVersion = await bringTo(scene, bookingId, 'SEATED')
    await completeBooking(asStaff(scene, ['bookings:booking:operate']), { bookingId, expectedVersion })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: chefId, kind: 'BOOKING', status: 'DONE' }])
    expect(await lastChange(scene, bookingId)).toMatchObject({
      from: 'SEATED',
      to: 'COMPLETED',
      actorId: scene.manager.userId,
      reason: null,
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.completed',
      version: expectedVersion + 1,
      actorId: scene.manager.userId,
      payload: { customerId: scene.customerId, from: 'SEATED', to: 'COMPLETED' },
    })
  })

  it('frees what is left of the booked time', async () => {
    const resourceIds = [await addChef(scene)]
    const bookingId = await addBooking(scene, { resourceIds })
    const expectedVersion = await bringTo(scene, bookingId, 'SEATED')
    await expect(addBooking(scene, { resourceIds })).rejects.toMatchObject({ code: 'SLOT_TAKEN' })
    await completeBooking(asStaff(scene, ['bookings:booking:operate']), { bookingId, expectedVersion })
    await addBooking(scene, { resourceIds })
  })

  it('is refused for a booking that is not there yet, and leaves it alone', async () => {
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    const operator = asStaff(scene, ['bookings:booking:operate'])
    await expect(completeBooking(operator, { bookingId, expectedVersion: 1 })).rejects.toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'PENDING',
      to: 'COMPLETED',
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused at another version, for an unknown booking, and without the permission', async () => {
    const bookingId = await addBooking(scene)
    const expectedVersion = await bringTo(scene, bookingId, 'SEATED')
    const before = await readAll(scene, bookingId)
    const operator = asStaff(scene, ['bookings:booking:operate'])
    await expect(completeBooking(operator, { bookingId, expectedVersion: 1 })).rejects.toThrow(VersionConflictError)
    await expect(completeBooking(operator, { bookingId: scene.chefId, expectedVersion })).rejects.toThrow(NotFoundError)
    await expect(
      completeBooking(asStaff(scene, ['bookings:booking:read']), { bookingId, expectedVersion }),
    ).rejects.toThrow(new ForbiddenError('bookings:booking:operate'))
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
