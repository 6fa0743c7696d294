import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Audience } from '#kernel/audience.ts'
import {
  addResource,
  type BookingScene,
  hireChef,
  openBookingScene,
  publicResource,
  publicStation,
  type ServingChef,
} from '../../support/bookings.ts'
import { ADA, act, findOffer, openPartner, type Partner } from '../../support/partners.ts'
import { settleLog } from '../../support/settled-log.ts'
import { openSocket } from '../../support/socket.ts'

interface Change {
  __typename: string
  kind?: string
  bookingId?: string
  version?: number
  to?: string
}

/** Hears what happens to bookings, over a socket of its own, from now on. */
async function listen(scene: BookingScene, audience: Audience, token: string, field: string) {
  await settleLog(scene.gateway)
  const socket = openSocket(scene.gateway.url, token, audience)
  onTestFinished(() => socket.close())
  const heard = socket.subscribe<{ change: Change }>(
    `subscription { change: ${field} { __typename ... on BookingChange { kind bookingId version to } } }`,
  )
  const next = async () => {
    const { data, errors } = await heard.next()
    if (errors || !data) throw new Error(`a message with errors: ${JSON.stringify(errors)}`)
    return data.change
  }
  expect(await next()).toEqual({ __typename: 'CaughtUp' })
  return { next, waiting: heard.waiting }
}

let scene: BookingScene
let partner: Partner
let chef: ServingChef

beforeAll(async () => {
  scene = await openBookingScene()
  partner = await openPartner(scene)
  chef = await hireChef(scene, 'Ann')
})

afterAll(() => scene.gateway.stop())

/** One step over HTTP by the staff or the chef; gives the booking's status. */
async function step(audience: 'admin' | 'chef', token: string, name: string, input: object) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const { result } = await scene.gateway.on(audience).query<{ result: object }>(
    `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename
       ... on ${type}Payload { booking { status version } } ... on UserError { code message } } }`,
    { input },
    token,
  )
  return result
}

type Listener = Awaited<ReturnType<typeof listen>>

/** What everybody is told who hears of the whole life, each step once and in order. */
const LIFE = [
  { kind: 'HELD', version: 1, to: 'HELD' },
  { kind: 'PLACED', version: 2, to: 'PENDING' },
  { kind: 'CONFIRMED', version: 3, to: 'CONFIRMED' },
  { kind: 'CHEF_ASSIGNED', version: 4, to: 'CONFIRMED' },
  { kind: 'TRAVEL_STARTED', version: 5, to: 'EN_ROUTE' },
  { kind: 'CHECKED_IN', version: 6, to: 'SEATED' },
  { kind: 'COMPLETED', version: 7, to: 'COMPLETED' },
]

/** The partner holds a time that it was offered, and makes a booking of it; gives its id. */
async function placeAsPartner(): Promise<string> {
  const van = publicResource(await addResource(scene))
  const offerToken = await findOffer(scene, partner, { resourceIds: [van] })
  const wish = { stationId: publicStation(scene.stationId), offerToken, adults: 2, customer: ADA }
  const held = await act(scene, partner, 'holdSlot', wish)
  expect(held).toMatchObject({ __typename: 'HoldSlotPayload', booking: { status: 'HELD', version: 1 } })
  const bookingId = held.booking.id
  const placed = await act(scene, partner, 'placeBooking', { bookingId, expectedVersion: 1 })
  expect(placed.booking).toEqual({ id: bookingId, status: 'PENDING', version: 2 })
  return bookingId
}

/** The staff confirms, and gives it to the chef. */
async function confirmAndAssign(bookingId: string): Promise<void> {
  const { token } = scene.manager
  expect(await step('admin', token, 'confirmBooking', { bookingId, expectedVersion: 2 })).toEqual({
    __typename: 'ConfirmBookingPayload',
    booking: { status: 'CONFIRMED', version: 3 },
  })
  const resourceId = publicResource(chef.resourceId)
  expect(await step('admin', token, 'assignChef', { bookingId, expectedVersion: 3, resourceId })).toEqual({
    __typename: 'AssignChefPayload',
    booking: { status: 'CONFIRMED', version: 4 },
  })
}

/** The chef sees it arrive, and hears nothing of what was before; then travels, checks in and completes. */
async function serve(bookingId: string, ofChef: Listener): Promise<void> {
  const heard = { __typename: 'BookingChange', bookingId }
  expect(await ofChef.next()).toEqual({ ...heard, ...LIFE[3] })
  for (const [at, name] of ['startTravel', 'checkIn', 'completeBooking'].entries()) {
    const told = LIFE[4 + at]
    expect(await step('chef', chef.token, name, { bookingId, expectedVersion: 4 + at })).toMatchObject({
      booking: { status: told?.to, version: told?.version },
    })
    expect(await ofChef.next()).toEqual({ ...heard, ...told })
  }
}

/** Who took each step, as it is written down. */
async function readActors(): Promise<(string | null)[]> {
  const changes = await scene.gateway.sql<{ actor: string | null }>(
    'select actor_id as actor from bookings.booking_status_changes order by created_at, id',
  )
  return changes.map(({ actor }) => actor)
}

describe('a booking', () => {
  it('lives its whole life between a partner, the staff and a chef, and each hears of what concerns them', async () => {
    const { manager } = scene
    const ofPartner = await listen(scene, 'public', partner.key, 'partnerBookingChanged')
    const ofStaff = await listen(scene, 'admin', manager.token, 'bookingChanged')
    const ofChef = await listen(scene, 'chef', chef.token, 'myBookings')
    const ofColleague = await listen(scene, 'chef', (await hireChef(scene, 'Bob')).token, 'myBookings')
    const bookingId = await placeAsPartner()
    await confirmAndAssign(bookingId)
    await serve(bookingId, ofChef)
    for (const listener of [ofPartner, ofStaff]) {
      for (const told of LIFE)
        expect(await listener.next()).toEqual({ __typename: 'BookingChange', bookingId, ...told })
      expect(listener.waiting).toEqual([])
    }
    expect(ofColleague.waiting).toEqual([])
    const { booking } = await scene.gateway.query<{ booking: object }>(
      'query ($id: ID!) { booking(id: $id) { status source customer { name } chefs { name } } }',
      { id: bookingId },
      manager.token,
    )
    expect(booking).toEqual({
      status: 'COMPLETED',
      source: 'PARTNER',
      customer: { name: 'Ada Example' },
      chefs: [{ name: 'Ann' }],
    })
    const { userId } = chef
    expect(await readActors()).toEqual([null, null, manager.userId, manager.userId, userId, userId, userId])
  })
})
