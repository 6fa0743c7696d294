import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rescheduleBooking } from '#domains/bookings/use-cases/reschedule-booking.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import {
  addBooking,
  addChef,
  addHold,
  addResource,
  addServiceItem,
  asStaff,
  type BookingScene,
  bringTo,
  claimsOf,
  ENDS_AT,
  hoursLater,
  lastChange,
  lastEvent,
  openBookingScene,
  publicBooking,
  publicResource,
  readAll,
  STARTS_AT,
} from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'

const RESCHEDULE_BOOKING = `mutation ($input: RescheduleBookingInput!) {
  rescheduleBooking(input: $input) {
    __typename
    ... on RescheduleBookingPayload { booking {
      id reference status version startsAt endsAt total { amountCents }
      history(first: 5) { nodes { from to previousStartsAt previousEndsAt } }
    } }
    ... on UserError { code message path }
    ... on InvalidTransitionError { from to }
    ... on SlotTakenError { resourceId until }
  }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

interface Change {
  expectedVersion?: number
  startsAt?: Date
  endsAt?: Date
}

/** Two hours later unless told otherwise, so that old and new time overlap. */
async function reschedule(bookingId: string, change: Change = {}, token = scene.manager.token) {
  const later = { expectedVersion: 1, startsAt: hoursLater(2), endsAt: hoursLater(6) }
  const variables = { input: { bookingId: publicBooking(bookingId), ...later, ...change } }
  const data = await scene.gateway.query<{ rescheduleBooking: object }>(RESCHEDULE_BOOKING, variables, token)
  return data.rescheduleBooking
}

describe('rescheduleBooking', () => {
  it('moves the booking with its resources, and keeps the rest and the prices', async () => {
    const chefId = await addChef(scene)
    const vanId = await addResource(scene)
    const item = await addServiceItem(scene, { per: 'HOUR', priceCents: 9_000 })
    const bookingId = await addBooking(scene, {
      resourceIds: [chefId, vanId],
      items: [{ serviceItemId: item }],
    })
    const [row] = await scene.gateway.sql('select reference from bookings.bookings where id = $1', [bookingId])
    expect(await reschedule(bookingId, { endsAt: hoursLater(5) })).toEqual({
      __typename: 'RescheduleBookingPayload',
      booking: {
        id: publicBooking(bookingId),
        reference: row?.reference,
        status: 'PENDING',
        version: 2,
        startsAt: '2093-06-21T00:00:00.000Z',
        endsAt: '2093-06-21T03:00:00.000Z',
        total: { amountCents: 36_000 },
        history: {
          nodes: [
            { from: null, to: 'PENDING', previousStartsAt: null, previousEndsAt: null },
            {
              from: 'PENDING',
              to: 'PENDING',
              previousStartsAt: '2093-06-20T22:00:00.000Z',
              previousEndsAt: '2093-06-21T02:00:00.000Z',
            },
          ],
        },
      },
    })
    const claim = { kind: 'BOOKING', status: 'ACTIVE', startsAt: hoursLater(2), endsAt: hoursLater(5) }
    expect(await claimsOf(scene, bookingId)).toEqual(
      [chefId, vanId].toSorted().map((resourceId) => ({ resourceId, ...claim })),
    )
    expect(await lastChange(scene, bookingId)).toEqual({
      from: 'PENDING',
      to: 'PENDING',
      previousStartsAt: STARTS_AT,
      previousEndsAt: ENDS_AT,
      actorId: scene.manager.userId,
      reason: null,
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.rescheduled',
      version: 2,
      payload: {
        customerId: scene.customerId,
        from: 'PENDING',
        to: 'PENDING',
        startsAt: '2093-06-21T00:00:00.000Z',
        endsAt: '2093-06-21T03:00:00.000Z',
        previousStartsAt: '2093-06-20T22:00:00.000Z',
        previousEndsAt: '2093-06-21T02:00:00.000Z',
      },
    })
  })

  it('frees the old time for others', async () => {
    const resourceIds = [await addChef(scene)]
    const bookingId = await addBooking(scene, { resourceIds })
    await reschedule(bookingId, { startsAt: ENDS_AT, endsAt: hoursLater(8) })
    await addBooking(scene, { resourceIds })
  })

  it('moves a hold without prolonging it', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addHold(scene, { resourceIds: [chefId] })
    const [held] = await scene.gateway.sql('select hold_expires_at from bookings.bookings where id = $1', [bookingId])
    expect(await reschedule(bookingId)).toMatchObject({ booking: { status: 'HELD', version: 2 } })
    expect(await claimsOf(scene, bookingId)).toMatchObject([
      { kind: 'HOLD', status: 'HELD', startsAt: hoursLater(2), endsAt: hoursLater(6) },
    ])
    const [moved] = await scene.gateway.sql('select hold_expires_at from bookings.bookings where id = $1', [bookingId])
    expect(moved).toEqual(held)
  })

  it('takes the time of a hold that has run out', async () => {
    const resourceIds = [await addChef(scene)]
    const heldAt = new Date(Date.now() - 60 * 60_000)
    const holdId = await addHold(scene, { resourceIds, startsAt: hoursLater(5), endsAt: hoursLater(6) }, heldAt)
    const bookingId = await addBooking(scene, { resourceIds })
    expect(await reschedule(bookingId)).toMatchObject({ __typename: 'RescheduleBookingPayload' })
    expect(await lastEvent(scene, holdId)).toMatchObject({ type: 'booking.expired', version: 2 })
  })

  it('is refused where another booking is', async () => {
    const [first, second] = [await addChef(scene), await addChef(scene)]
    await addBooking(scene, { resourceIds: [second], startsAt: hoursLater(5), endsAt: hoursLater(7) })
    const bookingId = await addBooking(scene, { resourceIds: [first, second] })
    const before = await readAll(scene, bookingId)
    expect(await reschedule(bookingId)).toEqual({
      __typename: 'SlotTakenError',
      code: 'SLOT_TAKEN',
      message: 'The time is already taken.',
      path: null,
      resourceId: publicResource(second),
      until: '2093-06-21T05:00:00.000Z',
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused once somebody is on the way, and when all is over', async () => {
    for (const status of ['EN_ROUTE', 'SEATED', 'COMPLETED'] as const) {
      const bookingId = await addBooking(scene)
      const expectedVersion = await bringTo(scene, bookingId, status)
      const before = await readAll(scene, bookingId)
      expect(await reschedule(bookingId, { expectedVersion })).toMatchObject({
        __typename: 'InvalidTransitionError',
        message: `A booking that is ${status} cannot become RESCHEDULED.`,
        from: status,
        to: 'RESCHEDULED',
      })
      expect(await readAll(scene, bookingId)).toEqual(before)
    }
    const confirmedId = await addBooking(scene)
    const expectedVersion = await bringTo(scene, confirmedId, 'CONFIRMED')
    expect(await reschedule(confirmedId, { expectedVersion })).toMatchObject({ booking: { status: 'CONFIRMED' } })
  })

  it.each<[string, () => Change, object]>([
    [
      'to the past',
      () => ({ startsAt: new Date(Date.now() - 1_000), endsAt: new Date(Date.now() + 1_000) }),
      { __typename: 'ValidationError', message: 'startsAt: must lie in the future', path: ['startsAt'] },
    ],
    [
      'to an end before the start',
      () => ({ endsAt: hoursLater(1) }),
      { __typename: 'ValidationError', message: 'endsAt: must be after startsAt', path: ['endsAt'] },
    ],
    [
      'to the time that it has already',
      () => ({ startsAt: STARTS_AT, endsAt: ENDS_AT }),
      { __typename: 'ValidationError', path: ['startsAt'] },
    ],
    ['at another version', () => ({ expectedVersion: 2 }), { __typename: 'VersionConflictError' }],
  ])('is refused %s', async (_what, change, refusal) => {
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    expect(await reschedule(bookingId, change())).toMatchObject(refusal)
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is refused for a booking of somebody else, and without the permission', async () => {
    const { gateway } = scene
    const bookingId = await addBooking(scene)
    const stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
    const before = await readAll(scene, bookingId)
    expect(await reschedule(bookingId, {}, stranger.token)).toMatchObject({ __typename: 'NotFoundError' })
    const reader = asStaff(scene, ['bookings:booking:read', 'bookings:booking:create'])
    const change = { bookingId, expectedVersion: 1, startsAt: hoursLater(2), endsAt: hoursLater(6) }
    await expect(rescheduleBooking(reader, change)).rejects.toThrow(new ForbiddenError('bookings:booking:reschedule'))
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
