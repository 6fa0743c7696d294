import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeHeldBooking } from '#domains/bookings/use-cases/place-held-booking.ts'
import { ForbiddenError, VersionConflictError } from '#kernel/errors.ts'
import {
  addBooking,
  addChef,
  addHold,
  asGateway,
  asStaff,
  type BookingScene,
  claimsOf,
  lastChange,
  lastEvent,
  openBookingScene,
  readAll,
} from '../../support/bookings.ts'

const NOW = new Date('2093-06-01T10:00:00.000Z')

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

describe('placeHeldBooking', () => {
  it('makes a booking of a hold, until its last moment', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addHold(scene, { resourceIds: [chefId] }, NOW)
    const lastMoment = asGateway(scene, new Date('2093-06-01T10:14:59.999Z'))
    expect(await placeHeldBooking(lastMoment, { bookingId, expectedVersion: 1 })).toEqual({ bookingId })
    const [row] = await scene.gateway.sql(
      'select status, hold_expires_at, version, updated_at from bookings.bookings where id = $1',
      [bookingId],
    )
    expect(row).toEqual({
      status: 'PENDING',
      hold_expires_at: null,
      version: 2,
      updated_at: new Date('2093-06-01T10:14:59.999Z'),
    })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: chefId, kind: 'BOOKING', status: 'ACTIVE' }])
    expect(await lastChange(scene, bookingId)).toMatchObject({ from: 'HELD', to: 'PENDING' })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.placed',
      version: 2,
      payload: { from: 'HELD', to: 'PENDING' },
    })
  })

  it('is refused from the moment that the hold has run out, whether that was written down or not', async () => {
    const bookingId = await addHold(scene, {}, NOW)
    const before = await readAll(scene, bookingId)
    const tooLate = asGateway(scene, new Date('2093-06-01T10:15:00.000Z'))
    await expect(placeHeldBooking(tooLate, { bookingId, expectedVersion: 1 })).rejects.toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'EXPIRED',
      to: 'PENDING',
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused for what is no hold, at another version, and without the permission', async () => {
    const bookingId = await addBooking(scene)
    const heldId = await addHold(scene)
    const before = [await readAll(scene, bookingId), await readAll(scene, heldId)]
    await expect(placeHeldBooking(asGateway(scene), { bookingId, expectedVersion: 1 })).rejects.toMatchObject({
      from: 'PENDING',
      to: 'PENDING',
    })
    const held = { bookingId: heldId, expectedVersion: 1 }
    await expect(placeHeldBooking(asGateway(scene), { ...held, expectedVersion: 2 })).rejects.toThrow(
      VersionConflictError,
    )
    await expect(placeHeldBooking(asStaff(scene, ['bookings:booking:read']), held)).rejects.toThrow(
      new ForbiddenError('bookings:booking:create'),
    )
    expect([await readAll(scene, bookingId), await readAll(scene, heldId)]).toEqual(before)
  })
})
