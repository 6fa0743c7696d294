import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import {
  addBooking,
  addServiceItem,
  asGateway,
  type BookingScene,
  bringTo,
  lastChange,
  lastEvent,
  openBookingScene,
  publicBooking,
  readAll,
} from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'

const UPDATE_BOOKING = `mutation ($input: UpdateBookingInput!) { updateBooking(input: $input) {
  __typename
  ... on UpdateBookingPayload { booking {
    version status adults children specialRequests internalNotes total { amountCents } } }
  ... on UserError { code message path }
  ... on InvalidTransitionError { from to }
} }`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

async function update(bookingId: string, expectedVersion: number, fields: object, token = scene.manager.token) {
  const variables = { input: { bookingId: publicBooking(bookingId), expectedVersion, ...fields } }
  return (await scene.gateway.query<{ updateBooking: object }>(UPDATE_BOOKING, variables, token)).updateBooking
}

describe('updateBooking', () => {
  it('changes what is given, leaves the rest and the price, and tells which fields it was', async () => {
    const items = [{ serviceItemId: await addServiceItem(scene), quantity: null }]
    const bookingId = await addBooking(scene, { items, specialRequests: 'No nuts', internalNotes: 'Regulars' })
    expect(await update(bookingId, 1, { adults: 5, children: 2, specialRequests: null })).toEqual({
      __typename: 'UpdateBookingPayload',
      booking: {
        version: 2,
        status: 'PENDING',
        adults: 5,
        children: 2,
        specialRequests: null,
        internalNotes: 'Regulars',
        total: { amountCents: 9_000 },
      },
    })
    expect(await lastChange(scene, bookingId)).toMatchObject({
      from: 'PENDING',
      to: 'PENDING',
      actorId: scene.manager.userId,
    })
    const event = await lastEvent(scene, bookingId)
    expect(event).toMatchObject({
      type: 'booking.updated',
      version: 2,
      payload: { changed: ['adults', 'children', 'specialRequests'] },
    })
    expect(JSON.stringify(event)).not.toContain('nuts')
  })

  it('goes on while the service runs, and ends with the booking', async () => {
    const bookingId = await addBooking(scene)
    const version = await bringTo(scene, bookingId, 'SEATED')
    expect(await update(bookingId, version, { internalNotes: 'Late' })).toMatchObject({
      booking: { status: 'SEATED', internalNotes: 'Late' },
    })
    const cancelledId = await addBooking(scene)
    await cancelBooking(asGateway(scene), { bookingId: cancelledId, expectedVersion: 1, by: 'STAFF' })
    const before = await readAll(scene, cancelledId)
    expect(await update(cancelledId, 2, { adults: 3 })).toMatchObject({
      __typename: 'InvalidTransitionError',
      from: 'CANCELLED',
      to: 'UPDATED',
    })
    expect(await readAll(scene, cancelledId)).toEqual(before)
  })

  it('refuses what breaks a rule, a stale version, and the bookings of others', async () => {
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    const refusals = [
      [{}, 'input: Give at least one field to change.', []],
      [{ adults: 0 }, 'adults: must be at least 1', ['adults']],
      [{ adults: null }, 'adults: cannot be cleared', ['adults']],
      [{ children: 10_001 }, 'children: must be at most 10000', ['children']],
      [{ internalNotes: 'x'.repeat(4_001) }, 'internalNotes: must have at most 4000 characters', ['internalNotes']],
    ] as const
    for (const [fields, message, path] of refusals) {
      expect(await update(bookingId, 1, fields)).toEqual({
        __typename: 'ValidationError',
        code: 'VALIDATION_FAILED',
        message,
        path,
      })
    }
    expect(await update(bookingId, 2, { adults: 3 })).toMatchObject({ __typename: 'VersionConflictError' })
    const stranger = await hire(scene.gateway, await createBusiness(scene.gateway), 'STATION_MANAGER')
    expect(await update(bookingId, 1, { adults: 3 }, stranger.token)).toMatchObject({
      __typename: 'NotFoundError',
      path: ['bookingId'],
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('needs the right to edit bookings', async () => {
    const bookingId = await addBooking(scene)
    const chef = await hire(scene.gateway, scene.business, 'CHEF')
    const variables = { input: { bookingId: publicBooking(bookingId), expectedVersion: 1, adults: 3 } }
    const { body } = await scene.gateway.send(UPDATE_BOOKING, variables, chef.token)
    expect(body.errors).toMatchObject([{ message: 'This needs the permission bookings:booking:update.' }])
  })
})
