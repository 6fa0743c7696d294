import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { confirmBooking } from '#domains/bookings/use-cases/confirm-booking.ts'
import { ForbiddenError } from '#kernel/errors.ts'
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
  publicBooking,
  readAll,
} from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'

const CONFIRM_BOOKING = `mutation ($input: ConfirmBookingInput!) {
  confirmBooking(input: $input) {
    __typename
    ... on ConfirmBookingPayload { booking { id status version history(last: 1) { nodes { from to } } } }
    ... on UserError { code message path }
    ... on VersionConflictError { currentVersion }
    ... on InvalidTransitionError { from to }
  }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

async function confirm(bookingId: string, expectedVersion: number, token = scene.manager.token) {
  const variables = { input: { bookingId, expectedVersion } }
  return (await scene.gateway.query<{ confirmBooking: object }>(CONFIRM_BOOKING, variables, token)).confirmBooking
}

describe('confirmBooking', () => {
  it('promises a pending booking, and keeps its resources', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    expect(await confirm(publicBooking(bookingId), 1)).toEqual({
      __typename: 'ConfirmBookingPayload',
      booking: {
        id: publicBooking(bookingId),
        status: 'CONFIRMED',
        version: 2,
        history: { nodes: [{ from: 'PENDING', to: 'CONFIRMED' }] },
      },
    })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: chefId, kind: 'BOOKING', status: 'ACTIVE' }])
    expect(await lastChange(scene, bookingId)).toEqual({
      from: 'PENDING',
      to: 'CONFIRMED',
      previousStartsAt: null,
      previousEndsAt: null,
      actorId: scene.manager.userId,
      reason: null,
    })
    expect(await lastEvent(scene, bookingId)).toEqual({
      type: 'booking.confirmed',
      stationId: scene.stationId,
      aggregateType: 'booking',
      version: 2,
      actorId: scene.manager.userId,
      payload: {
        customerId: scene.customerId,
        from: 'PENDING',
        to: 'CONFIRMED',
        startsAt: '2093-06-20T22:00:00.000Z',
        endsAt: '2093-06-21T02:00:00.000Z',
      },
    })
  })

  it('is refused when somebody changed the booking since', async () => {
    const bookingId = await addBooking(scene)
    await confirmBooking(asGateway(scene), { bookingId, expectedVersion: 1 })
    const before = await readAll(scene, bookingId)
    expect(await confirm(publicBooking(bookingId), 1)).toEqual({
      __typename: 'VersionConflictError',
      code: 'VERSION_CONFLICT',
      message: 'The booking is at version 2, not 1: read it again.',
      path: ['expectedVersion'],
      currentVersion: 2,
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused for a booking that is not pending', async () => {
    const cancelledId = await addBooking(scene)
    await cancelBooking(asGateway(scene), { bookingId: cancelledId, expectedVersion: 1, by: 'STAFF' })
    const heldId = await addHold(scene)
    const before = [await readAll(scene, cancelledId), await readAll(scene, heldId)]
    expect(await confirm(publicBooking(cancelledId), 2)).toEqual({
      __typename: 'InvalidTransitionError',
      code: 'INVALID_TRANSITION',
      message: 'A booking that is CANCELLED cannot become CONFIRMED.',
      path: null,
      from: 'CANCELLED',
      to: 'CONFIRMED',
    })
    expect(await confirm(publicBooking(heldId), 1)).toMatchObject({ from: 'HELD', to: 'CONFIRMED' })
    expect([await readAll(scene, cancelledId), await readAll(scene, heldId)]).toEqual(before)
  })

  it('does not know the bookings of others, nor ids of other things', async () => {
    const { gateway, customerId } = scene
    const bookingId = await addBooking(scene)
    const stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
    const before = await readAll(scene, bookingId)
    const notFound = { __typename: 'NotFoundError', code: 'NOT_FOUND', message: 'There is no such booking.' }
    const path = ['bookingId']
    expect(await confirm(publicBooking(bookingId), 1, stranger.token)).toEqual({ ...notFound, path })
    expect(await confirm(publicBooking(customerId), 1)).toEqual({ ...notFound, path })
    expect(await confirm(publicBooking(bookingId).replace('booking', 'customer'), 1)).toEqual({ ...notFound, path })
    expect(await confirm('booking', 1)).toMatchObject({ __typename: 'ValidationError', path })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('needs the permission at the station of the booking', async () => {
    const { gateway, business } = scene
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    const chef = await hire(gateway, business, 'CHEF')
    const variables = { input: { bookingId: publicBooking(bookingId), expectedVersion: 1 } }
    const { body } = await gateway.send(CONFIRM_BOOKING, variables, chef.token)
    expect(body.errors).toMatchObject([
      { message: 'This needs the permission bookings:booking:confirm.', extensions: { code: 'FORBIDDEN' } },
    ])
    const reader = asStaff(scene, ['bookings:booking:read', 'bookings:booking:cancel'])
    await expect(confirmBooking(reader, { bookingId, expectedVersion: 1 })).rejects.toThrow(ForbiddenError)
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
