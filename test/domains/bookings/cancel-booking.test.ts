import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import {
  addBooking,
  addChef,
  addHold,
  asStaff,
  type BookingScene,
  bringTo,
  claimsOf,
  lastChange,
  lastEvent,
  openBookingScene,
  publicBooking,
  readAll,
} from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'

const CANCEL_BOOKING = `mutation ($input: CancelBookingInput!) {
  cancelBooking(input: $input) {
    __typename
    ... on CancelBookingPayload {
      booking { status version cancelledBy cancelReason holdExpiresAt chefs { id } resources { id } }
    }
    ... on UserError { code message path }
    ... on InvalidTransitionError { from to }
  }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

interface Cancellation {
  expectedVersion?: number
  by?: 'CUSTOMER' | 'STAFF'
  reason?: string
}

async function cancel(bookingId: string, fields: Cancellation = {}, token = scene.manager.token) {
  const variables = { input: { bookingId: publicBooking(bookingId), expectedVersion: 1, by: 'CUSTOMER', ...fields } }
  return (await scene.gateway.query<{ cancelBooking: object }>(CANCEL_BOOKING, variables, token)).cancelBooking
}

describe('cancelBooking', () => {
  it('calls a booking off, says by whom and why, and gives its time back', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    expect(await cancel(bookingId, { reason: ' The garden is flooded. ' })).toEqual({
      __typename: 'CancelBookingPayload',
      booking: {
        status: 'CANCELLED',
        version: 2,
        cancelledBy: 'CUSTOMER',
        cancelReason: 'The garden is flooded.',
        holdExpiresAt: null,
        chefs: [],
        resources: [],
      },
    })
    expect(await claimsOf(scene, bookingId)).toMatchObject([
      { resourceId: chefId, kind: 'BOOKING', status: 'RELEASED' },
    ])
    expect(await lastChange(scene, bookingId)).toMatchObject({
      from: 'PENDING',
      to: 'CANCELLED',
      actorId: scene.manager.userId,
      reason: 'The garden is flooded.',
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.cancelled',
      version: 2,
      payload: {
        customerId: scene.customerId,
        from: 'PENDING',
        to: 'CANCELLED',
        startsAt: '2093-06-20T22:00:00.000Z',
        endsAt: '2093-06-21T02:00:00.000Z',
        cancelledBy: 'CUSTOMER',
      },
    })
    await addBooking(scene, { resourceIds: [chefId] })
  })

  it('calls off what is held and what is confirmed too', async () => {
    const heldId = await addHold(scene)
    expect(await cancel(heldId, { by: 'STAFF' })).toMatchObject({
      booking: { status: 'CANCELLED', cancelledBy: 'STAFF', cancelReason: null, holdExpiresAt: null },
    })
    const confirmedId = await addBooking(scene)
    const expectedVersion = await bringTo(scene, confirmedId, 'CONFIRMED')
    expect(await cancel(confirmedId, { expectedVersion })).toMatchObject({ booking: { status: 'CANCELLED' } })
  })

  it('is refused once somebody is on the way', async () => {
    for (const status of ['EN_ROUTE', 'SEATED', 'COMPLETED'] as const) {
      const bookingId = await addBooking(scene)
      const expectedVersion = await bringTo(scene, bookingId, status)
      const before = await readAll(scene, bookingId)
      expect(await cancel(bookingId, { expectedVersion })).toEqual({
        __typename: 'InvalidTransitionError',
        code: 'INVALID_TRANSITION',
        message: `A booking that is ${status} cannot become CANCELLED.`,
        path: null,
        from: status,
        to: 'CANCELLED',
      })
      expect(await readAll(scene, bookingId)).toEqual(before)
    }
  })

  it('is refused for a hold that has run out, which nobody has written off yet', async () => {
    const bookingId = await addHold(scene, {}, new Date(Date.now() - 16 * 60_000))
    const before = await readAll(scene, bookingId)
    expect(await cancel(bookingId)).toMatchObject({ from: 'EXPIRED', to: 'CANCELLED' })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused with too long a reason, at another version, and for a booking of somebody else', async () => {
    const { gateway } = scene
    const bookingId = await addBooking(scene)
    const stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
    const before = await readAll(scene, bookingId)
    expect(await cancel(bookingId, { reason: 'x'.repeat(501) })).toEqual({
      __typename: 'ValidationError',
      code: 'VALIDATION_FAILED',
      message: 'reason: must have at most 500 characters',
      path: ['reason'],
    })
    expect(await cancel(bookingId, { expectedVersion: 7 })).toMatchObject({ __typename: 'VersionConflictError' })
    expect(await cancel(bookingId, {}, stranger.token)).toMatchObject({ __typename: 'NotFoundError' })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('needs the permission at the station of the booking', async () => {
    const bookingId = await addBooking(scene)
    const reader = asStaff(scene, ['bookings:booking:read', 'bookings:booking:confirm'])
    const input = { bookingId, expectedVersion: 1, by: 'STAFF' } as const
    await expect(cancelBooking(reader, input)).rejects.toThrow(new ForbiddenError('bookings:booking:cancel'))
  })
})
