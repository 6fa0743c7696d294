import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addChef,
  addHold,
  asGateway,
  type BookingScene,
  claimsOf,
  countRows,
  ENDS_AT,
  hoursLater,
  lastEvent,
  openBookingScene,
  publicBooking,
  publicResource,
  STARTS_AT,
} from '../../support/bookings.ts'

const CREATE_BOOKING = `mutation ($input: CreateBookingInput!) {
  createBooking(input: $input) {
    __typename
    ... on UserError { code message }
    ... on SlotTakenError { resourceId until }
  }
}`
const CONFIRM_BOOKING = `mutation ($input: ConfirmBookingInput!) {
  confirmBooking(input: $input) { __typename }
}`
const CANCEL_BOOKING = `mutation ($input: CancelBookingInput!) {
  cancelBooking(input: $input) { __typename }
}`
const RESCHEDULE_BOOKING = `mutation ($input: RescheduleBookingInput!) {
  rescheduleBooking(input: $input) { __typename }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

interface Result {
  __typename: string
  message?: string
  resourceId?: string
  until?: string
}

async function perform(mutation: string, input: object): Promise<Result> {
  const data = await scene.gateway.query<Record<string, Result>>(mutation, { input }, scene.manager.token)
  return Object.values(data)[0] ?? { __typename: 'nothing' }
}

function create(resourceIds: readonly string[], window = { startsAt: STARTS_AT, endsAt: ENDS_AT }): Promise<Result> {
  return perform(CREATE_BOOKING, {
    stationId: publicId('station', scene.stationId),
    customerId: publicId('customer', scene.customerId),
    kind: 'CATERING',
    adults: 2,
    ...window,
    resourceIds: resourceIds.map(publicResource),
  })
}

function countByType(results: readonly Result[]): Record<string, number> {
  const groups = Map.groupBy(results, ({ __typename }) => __typename)
  return Object.fromEntries([...groups].map(([type, members]) => [type, members.length]))
}

/** How many pairs of blocking allocations of one resource overlap: nothing ever may. */
async function countOverlaps(): Promise<number | undefined> {
  const [row] = await scene.gateway.sql<{ overlaps: number }>(
    `select count(*)::int as overlaps from bookings.allocations as one
     join bookings.allocations as other on other.resource_id = one.resource_id and other.id > one.id
      and other.during && one.during
     where one.status in ('HELD', 'ACTIVE') and other.status in ('HELD', 'ACTIVE')`,
  )
  return row?.overlaps
}

async function countDeadlocks(): Promise<number | undefined> {
  const [row] = await scene.gateway.sql<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  )
  return row?.deadlocks
}

describe('bookings that race', () => {
  it('for one chef and one time: one of fifty gets them, and the others leave nothing behind', async () => {
    const chefId = await addChef(scene)
    const before = await countRows(scene)
    const results = await Promise.all(Array.from({ length: 50 }, () => create([chefId])))
    expect(countByType(results)).toEqual({ CreateBookingPayload: 1, SlotTakenError: 49 })
    const refusals = results.filter(({ __typename }) => __typename === 'SlotTakenError')
    expect(new Set(refusals.map(({ resourceId, until }) => `${resourceId} ${until}`))).toEqual(
      new Set([`${publicResource(chefId)} 2093-06-21T02:00:00.000Z`]),
    )
    expect(await countRows(scene)).toEqual({
      bookings: before.bookings + 1,
      items: before.items,
      allocations: before.allocations + 1,
      changes: before.changes + 1,
      events: before.events + 1,
    })
  })

  it('for two resources in opposite order: one wins each time, and nobody waits in a circle', async () => {
    const [first, second] = [await addChef(scene), await addChef(scene)]
    for (let round = 0; round < 200; round += 1) {
      const window = { startsAt: hoursLater(round * 4), endsAt: hoursLater(round * 4 + 4) }
      const results = await Promise.all([create([first, second], window), create([second, first], window)])
      expect(countByType(results)).toEqual({ CreateBookingPayload: 1, SlotTakenError: 1 })
    }
    expect(await countOverlaps()).toBe(0)
    expect(await countDeadlocks()).toBe(0)
  })

  it('for times that touch: all get what they want', async () => {
    const chefId = await addChef(scene)
    const windows = Array.from({ length: 20 }, (_, at) => ({ startsAt: hoursLater(at), endsAt: hoursLater(at + 1) }))
    const results = await Promise.all(windows.map((window) => create([chefId], window)))
    expect(countByType(results)).toEqual({ CreateBookingPayload: 20 })
  })

  it('for the time of a hold that has run out: one gets it, and the hold is written off once', async () => {
    const chefId = await addChef(scene)
    const holdId = await addHold(scene, { resourceIds: [chefId] }, new Date(Date.now() - 16 * 60_000))
    const results = await Promise.all(Array.from({ length: 10 }, () => create([chefId])))
    expect(countByType(results)).toEqual({ CreateBookingPayload: 1, SlotTakenError: 9 })
    expect(await claimsOf(scene, holdId)).toMatchObject([{ status: 'RELEASED' }])
    expect(await lastEvent(scene, holdId)).toMatchObject({ type: 'booking.expired', version: 2 })
  })

  it('with the one who moves into the same time: one of the two gets it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const chefId = await addChef(scene)
      const earlier = { startsAt: hoursLater(-4), endsAt: STARTS_AT }
      const bookingId = await addBooking(scene, { ...earlier, resourceIds: [chefId] })
      const move = { bookingId: publicBooking(bookingId), expectedVersion: 1, startsAt: STARTS_AT, endsAt: ENDS_AT }
      const results = await Promise.all([perform(RESCHEDULE_BOOKING, move), create([chefId])])
      const won = results.filter(({ __typename }) => __typename.endsWith('Payload'))
      expect([won.length, results.length - won.length]).toEqual([1, 1])
      expect(results.find((result) => !won.includes(result))?.__typename).toBe('SlotTakenError')
    }
    expect(await countOverlaps()).toBe(0)
  })
})

describe('two decisions on one version of a booking', () => {
  it('come one after the other: the second learns that the first was made', async () => {
    for (let round = 0; round < 30; round += 1) {
      const chefId = await addChef(scene)
      const bookingId = await addBooking(scene, { resourceIds: [chefId] })
      const input = { bookingId: publicBooking(bookingId), expectedVersion: 1 }
      const before = await countRows(scene)
      const [confirmed, cancelled] = await Promise.all([
        perform(CONFIRM_BOOKING, input),
        perform(CANCEL_BOOKING, { ...input, by: 'CUSTOMER' }),
      ])
      const types = [confirmed.__typename, cancelled.__typename]
      expect([
        ['ConfirmBookingPayload', 'VersionConflictError'],
        ['VersionConflictError', 'CancelBookingPayload'],
      ]).toContainEqual(types)
      expect(await countRows(scene)).toEqual({ ...before, changes: before.changes + 1, events: before.events + 1 })
      const type = types[0] === 'ConfirmBookingPayload' ? 'booking.confirmed' : 'booking.cancelled'
      expect(await lastEvent(scene, bookingId)).toMatchObject({ type, version: 2 })
    }
  })

  it('free the chef once when both are to cancel', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    const cancel = () => cancelBooking(asGateway(scene), { bookingId, expectedVersion: 1, by: 'STAFF' })
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, cancel))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'VERSION_CONFLICT' })
    }
    await addBooking(scene, { resourceIds: [chefId] })
  })
})
