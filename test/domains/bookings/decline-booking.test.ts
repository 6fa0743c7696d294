import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declineBooking } from '#domains/bookings/use-cases/decline-booking.ts'
import { ForbiddenError, ValidationError } from '#kernel/errors.ts'
import {
  addBooking,
  addChef,
  asGateway,
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

describe('declineBooking', () => {
  it('turns a pending booking down, says why, and gives its time back', async () => {
    const resourceIds = [await addChef(scene)]
    const bookingId = await addBooking(scene, { resourceIds })
    await declineBooking(asStaff(scene, ['bookings:booking:confirm']), {
      bookingId,
      expectedVersion: 1,
      reason: 'Fully booked.',
    })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ kind: 'BOOKING', status: 'RELEASED' }])
    expect(await lastChange(scene, bookingId)).toMatchObject({
      from: 'PENDING',
      to: 'DECLINED',
      actorId: scene.manager.userId,
      reason: 'Fully booked.',
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.declined',
      version: 2,
      payload: { from: 'PENDING', to: 'DECLINED' },
    })
    await addBooking(scene, { resourceIds })
  })

  it('is refused once the booking is confirmed, with too long a reason, and without the right to confirm', async () => {
    const bookingId = await addBooking(scene)
    const expectedVersion = await bringTo(scene, bookingId, 'CONFIRMED')
    const before = await readAll(scene, bookingId)
    const booking = { bookingId, expectedVersion }
    await expect(declineBooking(asGateway(scene), booking)).rejects.toMatchObject({ from: 'CONFIRMED', to: 'DECLINED' })
    await expect(declineBooking(asGateway(scene), { ...booking, reason: 'x'.repeat(501) })).rejects.toThrow(
      ValidationError,
    )
    await expect(declineBooking(asStaff(scene, ['bookings:booking:cancel']), booking)).rejects.toThrow(
      new ForbiddenError('bookings:booking:confirm'),
    )
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
