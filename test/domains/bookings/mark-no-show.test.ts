import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markNoShow } from '#domains/bookings/use-cases/mark-no-show.ts'
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

describe('markNoShow', () => {
  it('writes a confirmed booking off, and gives its time back', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    const expectedVersion = await bringTo(scene, bookingId, 'CONFIRMED')
    await markNoShow(asStaff(scene, ['bookings:booking:operate']), { by: 'CUSTOMER', bookingId, expectedVersion })
    expect(await claimsOf(scene, bookingId)).toMatchObject([
      { resourceId: chefId, kind: 'BOOKING', status: 'RELEASED' },
    ])
    expect(await lastChange(scene, bookingId)).toMatchObject({
      from: 'CONFIRMED',
      to: 'NO_SHOW',
      actorId: scene.manager.userId,
      reason: null,
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.no_show',
      version: expectedVersion + 1,
      actorId: scene.manager.userId,
      payload: { customerId: scene.customerId, from: 'CONFIRMED', to: 'NO_SHOW', noShowBy: 'CUSTOMER' },
    })
  })

  it('does the same when somebody is on the way already', async () => {
    const bookingId = await addBooking(scene)
    const expectedVersion = await bringTo(scene, bookingId, 'EN_ROUTE')
    await markNoShow(asStaff(scene, ['bookings:booking:operate']), { by: 'CUSTOMER', bookingId, expectedVersion })
    expect(await lastChange(scene, bookingId)).toMatchObject({ from: 'EN_ROUTE', to: 'NO_SHOW' })
  })

  it('is refused for a booking that is not there yet, and leaves it alone', async () => {
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    const operator = asStaff(scene, ['bookings:booking:operate'])
    await expect(markNoShow(operator, { by: 'CUSTOMER', bookingId, expectedVersion: 1 })).rejects.toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'PENDING',
      to: 'NO_SHOW',
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused at another version, for an unknown booking, and without the permission', async () => {
    const bookingId = await addBooking(scene)
    const expectedVersion = await bringTo(scene, bookingId, 'CONFIRMED')
    const before = await readAll(scene, bookingId)
    const operator = asStaff(scene, ['bookings:booking:operate'])
    await expect(markNoShow(operator, { by: 'CUSTOMER', bookingId, expectedVersion: 1 })).rejects.toThrow(
      VersionConflictError,
    )
    await expect(markNoShow(operator, { by: 'CUSTOMER', bookingId: scene.chefId, expectedVersion })).rejects.toThrow(
      NotFoundError,
    )
    await expect(
      markNoShow(asStaff(scene, ['bookings:booking:read']), { by: 'CUSTOMER', bookingId, expectedVersion }),
    ).rejects.toThrow(new ForbiddenError('bookings:booking:operate'))
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
