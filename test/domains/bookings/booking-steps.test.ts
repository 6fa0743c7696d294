import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addBooking,
  addHold,
  type BookingScene,
  bringTo,
  hireWith,
  lastChange,
  openBookingScene,
  publicBooking,
  readAll,
} from '../../support/bookings.ts'
import { createBusiness, hire, type StaffMember } from '../../support/business.ts'

/** A mutation that only takes a booking to its next status. */
const steps = [
  { name: 'placeBooking', from: 'HELD', to: 'PENDING', rest: {}, permission: 'bookings:booking:create' },
  {
    name: 'declineBooking',
    from: 'PENDING',
    to: 'DECLINED',
    rest: { reason: 'Full.' },
    permission: 'bookings:booking:confirm',
  },
  { name: 'startTravel', from: 'CONFIRMED', to: 'EN_ROUTE', rest: {}, permission: 'bookings:booking:operate' },
  { name: 'checkIn', from: 'EN_ROUTE', to: 'SEATED', rest: {}, permission: 'bookings:booking:operate' },
  { name: 'completeBooking', from: 'SEATED', to: 'COMPLETED', rest: {}, permission: 'bookings:booking:operate' },
  {
    name: 'markNoShow',
    from: 'CONFIRMED',
    to: 'NO_SHOW',
    rest: { by: 'PROVIDER', reason: 'The van broke down.' },
    permission: 'bookings:booking:operate',
  },
] as const
type Step = (typeof steps)[number]

let scene: BookingScene
let reader: StaffMember

beforeAll(async () => {
  scene = await openBookingScene()
  reader = await hireWith(scene, ['bookings:booking:read', 'bookings:booking:cancel'])
})

afterAll(() => scene.gateway.stop())

async function bookingThatIs(status: Step['from']) {
  const bookingId = status === 'HELD' ? await addHold(scene) : await addBooking(scene)
  const expectedVersion = status === 'HELD' ? 1 : await bringTo(scene, bookingId, status)
  return { bookingId, expectedVersion }
}

function send({ name, rest }: Step, bookingId: string, expectedVersion: number, token = scene.manager.token) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  return scene.gateway.send<{ result: Record<string, unknown> }>(
    `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename
       ... on ${type}Payload { booking { id status version noShowBy } }
       ... on UserError { code message path } ... on InvalidTransitionError { from to }
       ... on VersionConflictError { currentVersion } } }`,
    { input: { bookingId, expectedVersion, ...rest } },
    token,
  )
}

async function take(step: Step, bookingId: string, expectedVersion: number, token?: string) {
  const { body } = await send(step, bookingId, expectedVersion, token)
  return body.data?.result
}

describe.each(steps)('$name', (step) => {
  it(`takes a booking that is ${step.from} to ${step.to}, and writes down who did it`, async () => {
    const { bookingId, expectedVersion } = await bookingThatIs(step.from)
    expect(await take(step, publicBooking(bookingId), expectedVersion)).toEqual({
      __typename: expect.stringMatching(/Payload$/),
      booking: {
        id: publicBooking(bookingId),
        status: step.to,
        version: expectedVersion + 1,
        noShowBy: step.name === 'markNoShow' ? 'PROVIDER' : null,
      },
    })
    expect(await lastChange(scene, bookingId)).toMatchObject({
      from: step.from,
      to: step.to,
      actorId: scene.manager.userId,
      reason: 'reason' in step.rest ? step.rest.reason : null,
    })
  })

  it('is refused twice, at another version, and where the booking is elsewhere in its life', async () => {
    const { bookingId, expectedVersion } = await bookingThatIs(step.from)
    await take(step, publicBooking(bookingId), expectedVersion)
    const before = await readAll(scene, bookingId)
    expect(await take(step, publicBooking(bookingId), expectedVersion + 1)).toEqual({
      __typename: 'InvalidTransitionError',
      code: 'INVALID_TRANSITION',
      message: `A booking that is ${step.to} cannot become ${step.to}.`,
      path: null,
      from: step.to,
      to: step.to,
    })
    expect(await take(step, publicBooking(bookingId), expectedVersion)).toMatchObject({
      __typename: 'VersionConflictError',
      currentVersion: expectedVersion + 1,
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('happens once, however many ask for it at once', async () => {
    const { bookingId, expectedVersion } = await bookingThatIs(step.from)
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => take(step, publicBooking(bookingId), expectedVersion)),
    )
    const names = answers.map((answer) => answer?.__typename)
    expect(names.filter((name) => name === 'VersionConflictError')).toHaveLength(3)
    expect(names.filter((name) => String(name).endsWith('Payload'))).toHaveLength(1)
  })

  it('does not know the bookings of others, and needs its permission', async () => {
    const { bookingId, expectedVersion } = await bookingThatIs(step.from)
    const stranger = await hire(scene.gateway, await createBusiness(scene.gateway), 'STATION_MANAGER')
    const before = await readAll(scene, bookingId)
    expect(await take(step, publicBooking(bookingId), expectedVersion, stranger.token)).toMatchObject({
      __typename: 'NotFoundError',
      path: ['bookingId'],
    })
    const { body } = await send(step, publicBooking(bookingId), expectedVersion, reader.token)
    expect(body.errors).toMatchObject([
      { message: `This needs the permission ${step.permission}.`, extensions: { code: 'FORBIDDEN' } },
    ])
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})
