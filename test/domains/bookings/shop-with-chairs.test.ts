import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import {
  type BookingScene,
  countRows,
  hireWith,
  openBookingScene,
  publicResource,
  publicStation,
} from '../../support/bookings.ts'
import { hire, hireOwner, signIn } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { manage } from './availability/manage.ts'

const AVAILABILITY = `query ($stationId: ID!, $range: AvailabilityRange!, $serviceItemIds: [ID!], $needs: [ResourceNeedInput!],
    $explain: Boolean! = false) {
  availability(stationId: $stationId, range: $range, kind: APPOINTMENT, serviceItemIds: $serviceItemIds, needs: $needs,
      explain: $explain) {
    durationMinutes days { slots { startsAt endsAt resourceIds offerToken }
      rejected { startsAt reasons { code resourceId } } } } }`
const CREATE = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) { __typename
  ... on UserError { code message path }
  ... on SlotTakenError { until alternatives(first: 1) { startsAt resourceIds } }
  ... on SlotUnavailableError { reasons { code resourceId } }
  ... on CreateBookingPayload { booking { id kind source status startsAt endsAt venueAddress total { amountCents }
    items { name } resources { id kind } } } } }`
const CHAIR_AND_BARBER = [
  { kind: 'CHEF', count: 1 },
  { kind: 'CHAIR', count: 1 },
]

interface Slot {
  startsAt: string
  endsAt: string
  resourceIds: string[]
  offerToken: string
}
interface Found {
  durationMinutes: number
  days: { slots: Slot[]; rejected: { startsAt: string; reasons: { code: string; resourceId: string }[] }[] }[]
}
interface Booked {
  __typename: string
  booking?: { id: string; startsAt: string; endsAt: string; resources: { id: string; kind: string }[] } & Record<
    string,
    unknown
  >
  alternatives?: Slot[]
  reasons?: { code: string }[]
}

const clock = new ChosenClock()
let scene: BookingScene
/** Public ids: two chairs, three barbers, a cut of 30 minutes for 30.00, a shave of 15 minutes for 15.00. */
const chairs: string[] = []
const barbers: string[] = []
let cut: string
let shave: string

/** All of it as a shop does it: over the API. */
beforeAll(async () => {
  scene = await openBookingScene({ clock })
  const { gateway, business, stationId } = scene
  const { send } = manage(scene)
  const owner = await hireOwner(gateway, business)
  await send('deactivateResource', 'resource { id }', { resourceId: publicResource(scene.chefId), expectedVersion: 1 })
  const idOf = (result: object, name: string) => (result as Record<string, { id: string }>)[name]?.id ?? ''
  const station = { stationId: publicStation(stationId) }
  for (const name of ['Chair 1', 'Chair 2']) {
    chairs.push(idOf(await send('createResource', 'resource { id }', { ...station, kind: 'CHAIR', name }), 'resource'))
  }
  for (const name of ['Ann', 'Bob', 'Cyd']) {
    const { userId } = await hire(gateway, business, 'CHEF', [stationId])
    const barber = { ...station, kind: 'CHEF', name, userId: publicId('user', userId) }
    barbers.push(idOf(await send('createResource', 'resource { id }', barber), 'resource'))
  }
  const organizationId = publicId('organization', business.organizationId)
  const service = { organizationId, kind: 'SERVICE', currency: 'USD', per: 'BOOKING' }
  const add = async (fields: object) =>
    idOf(await send('createServiceItem', 'serviceItem { id }', { ...service, ...fields }, owner), 'serviceItem')
  cut = await add({ name: 'Cut', durationMinutes: 30, priceCents: 3_000 })
  shave = await add({ name: 'Shave', durationMinutes: 15, priceCents: 1_500 })
  const policy = {
    ...station,
    expectedVersion: 0,
    horizonDays: 36_500,
    alignmentMinutes: 15,
    minimumNoticeMinutes: 120,
  }
  expect(await send('setBookingPolicy', 'station { id }', policy)).toMatchObject({
    __typename: 'SetBookingPolicyPayload',
  })
})
afterAll(() => scene.gateway.stop())

async function look(fields: object): Promise<Found> {
  const variables = { stationId: publicStation(scene.stationId), needs: CHAIR_AND_BARBER, ...fields }
  const { availability } = await scene.gateway.query<{ availability: Found }>(
    AVAILABILITY,
    variables,
    scene.manager.token,
  )
  return availability
}

async function book(fields: object): Promise<Booked> {
  const place = { stationId: publicStation(scene.stationId), customerId: publicId('customer', scene.customerId) }
  const input = { ...place, adults: 1, ...fields }
  const { createBooking } = await scene.gateway.query<{ createBooking: Booked }>(CREATE, { input }, scene.manager.token)
  return createBooking
}

const orders = (...ids: string[]) => ({ items: ids.map((serviceItemId) => ({ serviceItemId })) })
const on = (date: string) => ({
  range: { fromDate: date, untilDate: new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10) },
})

describe('a shop with chairs', () => {
  it('offers as long as its services take together, with all chairs and barbers who are free', async () => {
    const one = await look({ ...on('2093-06-01'), serviceItemIds: [cut] })
    const both = await look({ ...on('2093-06-01'), serviceItemIds: [cut, shave] })
    expect([one.durationMinutes, both.durationMinutes]).toEqual([30, 45])
    const slots = both.days.flatMap((day) => day.slots)
    expect(slots).toHaveLength(96)
    for (const slot of slots) {
      expect(Date.parse(slot.endsAt) - Date.parse(slot.startsAt)).toBe(45 * 60_000)
      expect(slot.resourceIds.toSorted()).toEqual([...chairs, ...barbers].toSorted())
    }
  })

  it('is booked as it was offered, at the price of its services and without a venue', async () => {
    const found = await look({ ...on('2093-06-01'), serviceItemIds: [cut, shave] })
    const [slot] = found.days.flatMap((day) => day.slots)
    const { __typename, booking } = await book({ offerToken: slot?.offerToken, ...orders(cut, shave) })
    expect(__typename).toBe('CreateBookingPayload')
    expect(booking).toMatchObject({
      ...{ kind: 'APPOINTMENT', source: 'STAFF', status: 'PENDING', startsAt: slot?.startsAt, endsAt: slot?.endsAt },
      ...{ venueAddress: null, total: { amountCents: 4_500 }, items: [{ name: 'Cut' }, { name: 'Shave' }] },
    })
    expect(booking?.resources.map(({ kind }) => kind).toSorted()).toEqual(['CHAIR', 'CHEF'])
  })

  it('ends when its services are done where nobody says when', async () => {
    const wanted = { kind: 'APPOINTMENT', startsAt: '2093-06-02T14:00:00.000Z', needs: CHAIR_AND_BARBER }
    expect((await book({ ...wanted, ...orders(cut) })).booking?.endsAt).toBe('2093-06-02T14:30:00.000Z')
    expect((await book({ ...wanted, ...orders(shave) })).booking?.endsAt).toBe('2093-06-02T14:15:00.000Z')
  })

  it('asks how long it takes where no service says so', async () => {
    const variables = { stationId: publicStation(scene.stationId), ...on('2093-06-01'), serviceItemIds: [] }
    const { body } = await scene.gateway.send(AVAILABILITY, variables, scene.manager.token)
    expect(body.errors?.[0]?.message).toContain('no item says how long it takes')
    const before = await countRows(scene)
    const wanted = { kind: 'APPOINTMENT', startsAt: '2093-06-02T18:00:00.000Z', needs: CHAIR_AND_BARBER }
    expect(await book(wanted)).toMatchObject({ __typename: 'ValidationError', path: ['endsAt'] })
    expect(await countRows(scene)).toEqual(before)
  })
})

describe('an appointment', () => {
  it('begins when it is confirmed and the customer is there: nobody is on the way', async () => {
    const { send } = manage(scene)
    const wanted = { kind: 'APPOINTMENT', startsAt: '2093-06-06T14:00:00.000Z', needs: CHAIR_AND_BARBER }
    const { booking } = await book({ ...wanted, ...orders(cut) })
    const step = (mutation: string, expectedVersion: number) =>
      send(mutation, 'booking { status }', { bookingId: booking?.id, expectedVersion })
    expect(await step('checkIn', 1)).toMatchObject({ __typename: 'InvalidTransitionError' })
    expect(await step('confirmBooking', 1)).toMatchObject({ booking: { status: 'CONFIRMED' } })
    expect(await step('checkIn', 2)).toMatchObject({ booking: { status: 'SEATED' } })
    expect(await step('completeBooking', 3)).toMatchObject({ booking: { status: 'COMPLETED' } })
  })
})

describe('chairs and barbers', () => {
  const at = (startsAt: string) => ({ kind: 'APPOINTMENT', startsAt, needs: CHAIR_AND_BARBER, ...orders(cut) })

  it('are both needed: where the chairs are taken, a barber who is free does not help', async () => {
    const wanted = at('2093-06-03T14:00:00.000Z')
    const made = [await book(wanted), await book(wanted)]
    const taken = made.flatMap(({ booking }) => booking?.resources.map(({ id }) => id) ?? [])
    expect(new Set(taken).size).toBe(4)
    const before = await countRows(scene)
    const refused = await book(wanted)
    expect(refused).toMatchObject({ __typename: 'SlotTakenError', until: '2093-06-03T14:30:00.000Z' })
    expect(refused.alternatives?.map(({ startsAt }) => startsAt)).toEqual(['2093-06-03T13:30:00.000Z'])
    expect(await countRows(scene)).toEqual(before)
    const range = { from: '2093-06-03T14:00:00.000Z', until: '2093-06-03T14:01:00.000Z' }
    const alone = await look({ range, serviceItemIds: [cut], needs: [{ kind: 'CHEF', count: 1 }] })
    expect(alone.days.flatMap((day) => day.slots)).toHaveLength(1)
    const both = await look({ range, serviceItemIds: [cut], explain: true })
    expect(both.days.flatMap((day) => day.slots)).toEqual([])
    const reasons = both.days.flatMap((day) => day.rejected).flatMap((rejected) => rejected.reasons)
    expect(reasons.map(({ code }) => code)).toEqual(['BOOKED', 'BOOKED', 'BOOKED', 'BOOKED'])
    expect(reasons.map(({ resourceId }) => resourceId).toSorted()).toEqual(taken.toSorted())
  })

  it('are both needed: where the barbers are away, a chair that is free does not help', async () => {
    const { send } = manage(scene)
    const [, bob, cyd] = barbers
    for (const resourceId of [bob, cyd]) {
      const away = { stationId: publicStation(scene.stationId), resourceId, date: '2093-06-04', kind: 'CLOSED' }
      const { __typename } = await send('setAvailabilityOverride', '__typename', away)
      expect(__typename).toBe('SetAvailabilityOverridePayload')
    }
    const wanted = at('2093-06-04T14:00:00.000Z')
    expect(await book(wanted)).toMatchObject({ __typename: 'CreateBookingPayload' })
    expect(await book(wanted)).toMatchObject({ __typename: 'SlotTakenError', until: '2093-06-04T14:30:00.000Z' })
    const later = await look({ ...on('2093-06-04'), serviceItemIds: [cut] })
    expect(later.days.flatMap((day) => day.slots).filter(({ startsAt }) => startsAt.includes('T14:3'))).toHaveLength(1)
  })

  it('of six who want the same time at once two get it, whoever they are', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => book(at('2093-06-05T14:00:00.000Z'))))
    const made = results.flatMap(({ booking }) => booking?.resources.map(({ id }) => id) ?? [])
    expect(results.filter(({ __typename }) => __typename === 'CreateBookingPayload')).toHaveLength(2)
    expect(results.filter(({ __typename }) => __typename === 'SlotTakenError')).toHaveLength(4)
    expect(new Set(made).size).toBe(4)
  })
})

describe('somebody who walks in', () => {
  const walkIn = { kind: 'APPOINTMENT', source: 'WALK_IN', needs: CHAIR_AND_BARBER }
  const minutesFrom = (at: number) => new Date(at).toISOString()

  it('is served at once, though everybody else has to book two hours ahead, until the chairs are full', async () => {
    const now = clock.now().getTime()
    const soon = { ...walkIn, source: 'PHONE', startsAt: minutesFrom(now + 3_600_000), ...orders(cut) }
    expect(await book(soon)).toMatchObject({ __typename: 'SlotUnavailableError', reasons: [{ code: 'NOTICE' }] })
    const first = await book({ ...walkIn, ...orders(cut, shave) })
    expect(first).toMatchObject({
      __typename: 'CreateBookingPayload',
      booking: { source: 'WALK_IN', status: 'PENDING', total: { amountCents: 4_500 } },
    })
    const { startsAt = '', endsAt = '', resources = [] } = first.booking ?? {}
    expect(Date.parse(startsAt) - now).toBeGreaterThanOrEqual(0)
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(45 * 60_000)
    expect(resources.map(({ kind }) => kind).toSorted()).toEqual(['CHAIR', 'CHEF'])
    expect(await book({ ...walkIn, ...orders(shave) })).toMatchObject({ __typename: 'CreateBookingPayload' })
    const before = await countRows(scene)
    expect(await book({ ...walkIn, ...orders(cut) })).toMatchObject({ __typename: 'SlotTakenError' })
    expect(await countRows(scene)).toEqual(before)
    clock.pass(15 * 60)
    scene.manager = { ...scene.manager, ...(await signIn(scene.gateway, scene.manager.email)) }
    expect(await book({ ...walkIn, ...orders(shave) })).toMatchObject({ __typename: 'CreateBookingPayload' })
  })

  it('is booked by those alone who may', async () => {
    clock.pass(24 * 3_600)
    const scheduler = await hireWith(scene, ['bookings:booking:create', 'bookings:booking:read'])
    const place = { stationId: publicStation(scene.stationId), customerId: publicId('customer', scene.customerId) }
    const input = { ...place, adults: 1, ...walkIn, ...orders(cut) }
    const before = await countRows(scene)
    const { body } = await scene.gateway.send(CREATE, { input }, scheduler.token)
    expect(body.errors).toMatchObject([
      { message: 'This needs the permission bookings:booking:walk-in.', extensions: { code: 'FORBIDDEN' } },
    ])
    expect(await countRows(scene)).toEqual(before)
  })
})
