import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assignChef } from '#domains/bookings/use-cases/assign-chef.ts'
import {
  addBooking,
  addChef,
  addResource,
  asGateway,
  type BookingScene,
  bringTo,
  claimsOf,
  lastEvent,
  openBookingScene,
  publicBooking,
  publicResource,
  readAll,
} from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'

const UNASSIGN_CHEF = `mutation ($input: UnassignChefInput!) { unassignChef(input: $input) {
  __typename
  ... on UnassignChefPayload { booking { id version chefs { id } } }
  ... on UserError { code message path }
} }`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

async function unassign(bookingId: string, resourceId: string, expectedVersion = 1, token = scene.manager.token) {
  const ids = { bookingId: publicBooking(bookingId), resourceId: publicResource(resourceId) }
  const variables = { input: { ...ids, expectedVersion } }
  return (await scene.gateway.query<{ unassignChef: object }>(UNASSIGN_CHEF, variables, token)).unassignChef
}

describe('unassignChef', () => {
  it('takes a chef off a booking, whose time is free again at once', async () => {
    const [ann, bob] = [await addChef(scene, 'Ann'), await addChef(scene, 'Bob')]
    const bookingId = await addBooking(scene, { resourceIds: [ann, bob] })
    expect(await unassign(bookingId, ann)).toEqual({
      __typename: 'UnassignChefPayload',
      booking: { id: publicBooking(bookingId), version: 2, chefs: [{ id: publicResource(bob) }] },
    })
    expect(await lastEvent(scene, bookingId)).toMatchObject({
      type: 'booking.chef_unassigned',
      version: 2,
      actorId: scene.manager.userId,
      payload: { from: 'PENDING', to: 'PENDING', resourceId: ann },
    })
    await addBooking(scene, { resourceIds: [ann] })
  })

  it('leaves room for the same chef to come back', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    await unassign(bookingId, chefId)
    await assignChef(asGateway(scene), { bookingId, expectedVersion: 2, resourceId: chefId })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: chefId, kind: 'BOOKING', status: 'ACTIVE' }])
  })

  it('is refused for who is not assigned, what is no chef, and while the service runs', async () => {
    const [chefId, vanId] = [await addChef(scene), await addResource(scene)]
    const bookingId = await addBooking(scene, { resourceIds: [chefId, vanId] })
    const before = await readAll(scene, bookingId)
    const path = ['resourceId']
    const refused = { __typename: 'ValidationError', code: 'VALIDATION_FAILED', path }
    expect(await unassign(bookingId, await addChef(scene))).toEqual({
      ...refused,
      message: 'resourceId: is not assigned',
    })
    expect(await unassign(bookingId, vanId)).toEqual({ ...refused, message: 'resourceId: must be a chef' })
    expect(await unassign(bookingId, chefId, 2)).toMatchObject({ __typename: 'VersionConflictError' })
    const stranger = await hire(scene.gateway, await createBusiness(scene.gateway), 'STATION_MANAGER')
    expect(await unassign(bookingId, chefId, 1, stranger.token)).toMatchObject({ path: ['bookingId'] })
    expect(await readAll(scene, bookingId)).toEqual(before)
    const version = await bringTo(scene, bookingId, 'SEATED')
    expect(await unassign(bookingId, chefId, version)).toMatchObject({
      __typename: 'InvalidTransitionError',
      message: 'A booking that is SEATED cannot become ASSIGNED.',
    })
    expect(await claimsOf(scene, bookingId)).toHaveLength(2)
  })

  it('is done by one of several who want it at once', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    const answers = await Promise.all(Array.from({ length: 4 }, () => unassign(bookingId, chefId)))
    const names = answers.map((answer) => (answer as { __typename: string }).__typename).toSorted()
    expect(names).toEqual([
      'UnassignChefPayload',
      'VersionConflictError',
      'VersionConflictError',
      'VersionConflictError',
    ])
  })
})
