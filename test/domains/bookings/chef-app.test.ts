import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assignChef } from '#domains/bookings/use-cases/assign-chef.ts'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { unassignChef } from '#domains/bookings/use-cases/unassign-chef.ts'
import {
  addBooking,
  addHold,
  asGateway,
  type BookingScene,
  bringTo,
  countReads,
  ENDS_AT,
  hireChef,
  hoursLater,
  openBookingScene,
  publicBooking,
  readAll,
  type ServingChef,
  STARTS_AT,
} from '../../support/bookings.ts'

let scene: BookingScene
let chef: ServingChef
let colleague: ServingChef

beforeAll(async () => {
  scene = await openBookingScene()
  chef = await hireChef(scene, 'Ann')
  colleague = await hireChef(scene, 'Bob')
})

afterAll(() => scene.gateway.stop())

const inChefApp = <Data>(query: string, variables: object, { token }: ServingChef) =>
  scene.gateway.on('chef').query<Data>(query, variables, token)

async function find(bookingId: string, who: ServingChef) {
  const query = 'query ($id: ID!) { booking(id: $id) { id status chefs { name } } }'
  return (await inChefApp<{ booking: object | null }>(query, { id: publicBooking(bookingId) }, who)).booking
}

async function step(
  name: 'startTravel' | 'checkIn' | 'completeBooking',
  id: string,
  version: number,
  who: ServingChef,
) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const query = `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename
    ... on ${type}Payload { booking { status version } } ... on UserError { code message path } } }`
  const variables = { input: { bookingId: publicBooking(id), expectedVersion: version } }
  return (await inChefApp<{ result: object }>(query, variables, who)).result
}

describe('booking in the chef app', () => {
  it('is found by those who serve it, and by nobody else', async () => {
    const bookingId = await addBooking(scene, { resourceIds: [chef.resourceId] })
    expect(await find(bookingId, chef)).toEqual({
      id: publicBooking(bookingId),
      status: 'PENDING',
      chefs: [{ name: 'Ann' }],
    })
    expect(await find(bookingId, colleague)).toBeNull()
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 1, by: 'CUSTOMER' })
    expect(await find(bookingId, chef)).toMatchObject({ status: 'CANCELLED' })
  })

  it('is not theirs any more once it is taken from them, and theirs again once it comes back', async () => {
    const { resourceId } = chef
    const bookingId = await addBooking(scene, { resourceIds: [resourceId] })
    await unassignChef(asGateway(scene), { bookingId, expectedVersion: 1, resourceId })
    expect(await find(bookingId, chef)).toBeNull()
    await assignChef(asGateway(scene), { bookingId, expectedVersion: 2, resourceId })
    expect(await find(bookingId, chef)).toMatchObject({ status: 'PENDING' })
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 3, by: 'CUSTOMER' })
  })
})

describe('the steps of a booking in the chef app', () => {
  it('are taken by those who serve it: on the way, there, done', async () => {
    const bookingId = await addBooking(scene, { resourceIds: [chef.resourceId] })
    const version = await bringTo(scene, bookingId, 'CONFIRMED')
    const done = (type: string, status: string, at: number) => ({
      __typename: type,
      booking: { status, version: at },
    })
    expect(await step('startTravel', bookingId, version, chef)).toEqual(done('StartTravelPayload', 'EN_ROUTE', 3))
    expect(await step('checkIn', bookingId, version + 1, chef)).toEqual(done('CheckInPayload', 'SEATED', 4))
    expect(await step('completeBooking', bookingId, version + 2, chef)).toEqual(
      done('CompleteBookingPayload', 'COMPLETED', 5),
    )
  })

  it.each(['startTravel', 'checkIn', 'completeBooking'] as const)('%s is refused to everybody else', async (name) => {
    const bookingId = await addBooking(scene, { resourceIds: [colleague.resourceId], ...next() })
    const status = { startTravel: 'CONFIRMED', checkIn: 'EN_ROUTE', completeBooking: 'SEATED' } as const
    const version = await bringTo(scene, bookingId, status[name])
    const before = await readAll(scene, bookingId)
    expect(await step(name, bookingId, version, chef)).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no such booking.',
      path: ['bookingId'],
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })
})

describe('whom and where a chef is told', () => {
  const PERSONAL = `query ($id: ID!) { booking(id: $id) { venueAddress contact { name phone } } }`
  const nearby = (hoursAhead: number) => {
    const now = Date.now()
    const startsAt = new Date(now + hoursAhead * 3_600_000)
    return { startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000), venueAddress: '1 Maple Street' }
  }
  const read = async (bookingId: string, who: ServingChef) =>
    (await inChefApp<{ booking: object }>(PERSONAL, { id: publicBooking(bookingId) }, who)).booking

  it('is nothing before it is confirmed, everything from 48 hours before it, and each reading is recorded', async () => {
    const bookingId = await addBooking(scene, { resourceIds: [chef.resourceId], ...nearby(47) })
    const nothing = { venueAddress: null, contact: null }
    expect(await read(bookingId, chef)).toEqual(nothing)
    await bringTo(scene, bookingId, 'CONFIRMED')
    expect(await scene.gateway.sql('select from audit.pii_accesses')).toEqual([])
    expect(await read(bookingId, chef)).toEqual({
      venueAddress: '1 Maple Street',
      contact: { name: 'Ada Example', phone: null },
    })
    const recorded = await scene.gateway.sql('select customer_id, actor_id, fields from audit.pii_accesses')
    expect(recorded).toEqual([
      {
        customer_id: scene.customerId,
        actor_id: chef.userId,
        fields: expect.stringMatching(/NAME.*VENUE_ADDRESS|VENUE_ADDRESS.*NAME/),
      },
    ])
  })

  it('is nothing while the booking lies further ahead', async () => {
    const bookingId = await addBooking(scene, { resourceIds: [chef.resourceId], ...nearby(60) })
    await bringTo(scene, bookingId, 'CONFIRMED')
    expect(await read(bookingId, chef)).toEqual({ venueAddress: null, contact: null })
  })
})

let hours = 100
/** A time at which nobody has anything to do yet. */
function next() {
  hours += 10
  return { startsAt: hoursLater(hours), endsAt: hoursLater(hours + 2) }
}

describe('chefSchedule', () => {
  const SCHEDULE = `query ($from: DateTime!, $until: DateTime!, $first: Int, $after: String) {
    chefSchedule(from: $from, until: $until, first: $first, after: $after) {
      totalCount pageInfo { endCursor } nodes { kind startsAt endsAt booking { id reference } } } }`
  type Schedule = {
    chefSchedule: {
      totalCount: number
      pageInfo: { endCursor: string }
      nodes: { kind: string; booking: { id: string } | null }[]
    }
  }
  const DAY = 24 * 3_600_000

  it('shows what one has to do oneself in the range, in the order of time, in two statements', async () => {
    const own = await hireChef(scene, 'Eve')
    const resourceIds = [own.resourceId]
    const later = await addBooking(scene, { resourceIds, startsAt: hoursLater(30), endsAt: hoursLater(32) })
    const first = await addBooking(scene, { resourceIds })
    const held = await addHold(scene, { resourceIds, startsAt: hoursLater(6), endsAt: hoursLater(8) })
    await addBooking(scene, { resourceIds, startsAt: hoursLater(24 * 40), endsAt: hoursLater(24 * 40 + 1) })
    await addBooking(scene, { resourceIds: [colleague.resourceId] })
    const over = await addBooking(scene, { resourceIds, startsAt: hoursLater(10), endsAt: hoursLater(11) })
    await cancelBooking(asGateway(scene), { bookingId: over, expectedVersion: 1, by: 'STAFF' })
    await scene.gateway.sql(
      `insert into bookings.allocations (id, station_id, resource_id, during, kind, status, updated_at)
       values (gen_random_uuid(), $1, $2, tstzrange($3, $4), 'BLOCK', 'ACTIVE', now())`,
      [scene.stationId, own.resourceId, hoursLater(12), hoursLater(14)],
    )
    const range = { from: STARTS_AT, until: new Date(STARTS_AT.getTime() + 32 * DAY), first: 10 }
    scene.gateway.takeStatements()
    const { chefSchedule } = await inChefApp<Schedule>(SCHEDULE.replace('totalCount', ''), range, own)
    expect(countReads(scene)).toBe(2)
    expect(chefSchedule.nodes).toMatchObject([
      {
        kind: 'BOOKING',
        startsAt: STARTS_AT.toISOString(),
        endsAt: ENDS_AT.toISOString(),
        booking: { id: publicBooking(first) },
      },
      { kind: 'HOLD', booking: { id: publicBooking(held) } },
      { kind: 'BLOCK', booking: null },
      { kind: 'BOOKING', booking: { id: publicBooking(later) } },
    ])
    const page = await inChefApp<Schedule>(SCHEDULE, { ...range, first: 1 }, own)
    expect(page.chefSchedule.totalCount).toBe(4)
    const { endCursor } = page.chefSchedule.pageInfo
    const rest = await inChefApp<Schedule>(SCHEDULE, { ...range, first: 1, after: endCursor }, own)
    expect(rest.chefSchedule.nodes).toMatchObject([{ kind: 'HOLD' }])
  })

  it('is half open: what ends at the beginning or begins at the end of the range is not in it', async () => {
    const own = await hireChef(scene, 'Jo')
    await addBooking(scene, { resourceIds: [own.resourceId] })
    const count = async (from: Date, until: Date) =>
      (await inChefApp<Schedule>(SCHEDULE, { from, until, first: 1 }, own)).chefSchedule.totalCount
    expect(await count(new Date(STARTS_AT.getTime() - DAY), STARTS_AT)).toBe(0)
    expect(await count(ENDS_AT, new Date(ENDS_AT.getTime() + DAY))).toBe(0)
    expect(await count(new Date(ENDS_AT.getTime() - 1), ENDS_AT)).toBe(1)
  })

  it.each([
    ['no time', 0],
    ['more than 32 days', 32 * DAY + 1],
    ['an end before the beginning', -1],
  ])('refuses %s', async (_, length) => {
    const variables = { from: STARTS_AT, until: new Date(STARTS_AT.getTime() + length), first: 1 }
    const { body } = await scene.gateway.on('chef').send(SCHEDULE, variables, chef.token)
    expect(body.errors).toMatchObject([
      { message: 'until must be after from, by 32 days at most.', extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })
})
