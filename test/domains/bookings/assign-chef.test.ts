import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assignChef } from '#domains/bookings/use-cases/assign-chef.ts'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import {
  addBooking,
  addChef,
  addHold,
  addResource,
  asGateway,
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

const ASSIGN_CHEF = `mutation ($input: AssignChefInput!) {
  assignChef(input: $input) {
    __typename
    ... on AssignChefPayload { booking { id status version chefs { id name } } }
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

async function assign(bookingId: string, resourceId: string, expectedVersion = 1, token = scene.manager.token) {
  const ids = { bookingId: publicBooking(bookingId), resourceId: publicResource(resourceId) }
  const variables = { input: { ...ids, expectedVersion } }
  return (await scene.gateway.query<{ assignChef: object }>(ASSIGN_CHEF, variables, token)).assignChef
}

describe('assignChef', () => {
  it('adds a chef to those that the booking has', async () => {
    const [ann, bob] = [await addChef(scene, 'Ann'), await addChef(scene, 'Bob')]
    const bookingId = await addBooking(scene, { resourceIds: [ann] })
    expect(await assign(bookingId, bob)).toEqual({
      __typename: 'AssignChefPayload',
      booking: {
        id: publicBooking(bookingId),
        status: 'PENDING',
        version: 2,
        chefs: [
          { id: publicResource(ann), name: 'Ann' },
          { id: publicResource(bob), name: 'Bob' },
        ],
      },
    })
    const claim = { kind: 'BOOKING', status: 'ACTIVE', startsAt: STARTS_AT, endsAt: ENDS_AT }
    expect(await claimsOf(scene, bookingId)).toEqual(
      [ann, bob].toSorted().map((resourceId) => ({ resourceId, ...claim })),
    )
    expect(await lastChange(scene, bookingId)).toEqual({
      from: 'PENDING',
      to: 'PENDING',
      previousStartsAt: null,
      previousEndsAt: null,
      actorId: scene.manager.userId,
      reason: null,
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.chef_assigned',
      version: 2,
      payload: {
        customerId: scene.customerId,
        from: 'PENDING',
        to: 'PENDING',
        startsAt: '2093-06-20T22:00:00.000Z',
        endsAt: '2093-06-21T02:00:00.000Z',
        resourceId: bob,
      },
    })
  })

  it('holds the chef of a hold, and still finds one for a booking on the way', async () => {
    const chefId = await addChef(scene)
    const heldId = await addHold(scene)
    expect(await assign(heldId, chefId)).toMatchObject({ booking: { status: 'HELD' } })
    expect(await claimsOf(scene, heldId)).toMatchObject([{ resourceId: chefId, kind: 'HOLD', status: 'HELD' }])

    const onTheWayId = await addBooking(scene)
    const version = await bringTo(scene, onTheWayId, 'EN_ROUTE')
    expect(await assign(onTheWayId, await addChef(scene), version)).toMatchObject({ booking: { status: 'EN_ROUTE' } })
  })

  it('is refused while the chef is busy, even for a part of the time', async () => {
    const chefId = await addChef(scene)
    await addBooking(scene, { resourceIds: [chefId], startsAt: hoursLater(3.5), endsAt: hoursLater(9) })
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    expect(await assign(bookingId, chefId)).toEqual({
      __typename: 'SlotTakenError',
      code: 'SLOT_TAKEN',
      message: 'The time is already taken.',
      path: null,
      resourceId: publicResource(chefId),
      until: '2093-06-21T07:00:00.000Z',
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it.each<[string, () => Promise<string>, object]>([
    [
      'a chef whom the booking has',
      async () => scene.chefId,
      { __typename: 'ValidationError', message: 'resourceId: is already assigned', path: ['resourceId'] },
    ],
    [
      'a vehicle',
      () => addResource(scene),
      { __typename: 'ValidationError', message: 'resourceId: must be a chef', path: ['resourceId'] },
    ],
    [
      'a chef of another station',
      () => addChef({ ...scene, stationId: scene.otherStationId }),
      { __typename: 'NotFoundError', message: 'There is no such resource.', path: ['resourceId'] },
    ],
    [
      'somebody who is no resource',
      async () => scene.manager.userId,
      { __typename: 'NotFoundError', message: 'There is no such resource.', path: ['resourceId'] },
    ],
  ])('is refused for %s', async (_whom, resource, refusal) => {
    const resourceId = await resource()
    const bookingId = await addBooking(scene, { resourceIds: [scene.chefId] })
    const before = await readAll(scene, bookingId)
    expect(await assign(bookingId, resourceId)).toMatchObject(refusal)
    expect(await readAll(scene, bookingId)).toEqual(before)
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 1, by: 'STAFF' })
  })

  it('is refused beyond 20 resources', async () => {
    const resourceIds = []
    for (let at = 0; at < 20; at += 1) resourceIds.push(await addResource(scene))
    const bookingId = await addBooking(scene, { resourceIds })
    expect(await assign(bookingId, await addChef(scene))).toMatchObject({
      __typename: 'ValidationError',
      message: 'resourceId: the booking has 20 resources, the most it can have',
    })
  })

  it('is refused once the service runs', async () => {
    for (const status of ['SEATED', 'COMPLETED'] as const) {
      const bookingId = await addBooking(scene)
      const version = await bringTo(scene, bookingId, status)
      const before = await readAll(scene, bookingId)
      expect(await assign(bookingId, await addChef(scene), version)).toMatchObject({
        __typename: 'InvalidTransitionError',
        from: status,
        to: 'ASSIGNED',
      })
      expect(await readAll(scene, bookingId)).toEqual(before)
    }
  })

  it('is refused at another version, for a booking of somebody else, and without the permission', async () => {
    const { gateway } = scene
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene)
    const stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
    const before = await readAll(scene, bookingId)
    expect(await assign(bookingId, chefId, 2)).toMatchObject({ __typename: 'VersionConflictError' })
    expect(await assign(bookingId, chefId, 1, stranger.token)).toMatchObject({
      __typename: 'NotFoundError',
      path: ['bookingId'],
    })
    const reader = asStaff(scene, ['bookings:booking:read', 'bookings:booking:create'])
    const input = { bookingId, resourceId: chefId, expectedVersion: 1 }
    await expect(assignChef(reader, input)).rejects.toThrow(new ForbiddenError('bookings:booking:assign'))
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
