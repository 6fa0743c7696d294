import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { holdSlot } from '#domains/bookings/use-cases/hold-slot.ts'
import { publicId } from '#graphql/ids.ts'
import type { PartnerViewer } from '#kernel/viewer.ts'
import { giveHours, givePolicy } from '../../../support/availability.ts'
import {
  addChef,
  addCustomer,
  addResource,
  asGateway,
  type BookingScene,
  bookingFields,
  claimsOf,
  countReads,
  countRows,
  openBookingScene,
  publicResource,
  STARTS_AT,
} from '../../../support/bookings.ts'
import { actAs, signIn } from '../../../support/business.ts'
import { ChosenClock } from '../../../support/chosen-clock.ts'

const AVAILABILITY = `query ($stationId: ID!, $range: AvailabilityRange!, $resourceIds: [ID!], $needs: [ResourceNeedInput!],
    $explain: Boolean! = false, $guests: Int, $durationMinutes: Int = 120, $serviceItemIds: [ID!], $rescheduleOf: ID) {
  availability(stationId: $stationId, range: $range, kind: CATERING, durationMinutes: $durationMinutes, resourceIds: $resourceIds,
      needs: $needs, explain: $explain, guests: $guests, serviceItemIds: $serviceItemIds, rescheduleOf: $rescheduleOf) {
    stationId timeZone from until durationMinutes policyVersion
    days { date slots { startsAt endsAt localStart localEnd resourceIds offerToken }
      rejected { startsAt localStart reasons { code resourceId bookingId minutes until } } } } }`
const RESULT = `__typename
  ... on UserError { code message path }
  ... on SlotTakenError { resourceId until alternatives(first: 3) { startsAt resourceIds offerToken } }
  ... on SlotUnavailableError { reasons { code resourceId } alternatives(first: 2) { startsAt } }
  ... on OfferChangedError { reason fields old { startsAt endsAt guests policyVersion resourceIds } new { startsAt offerToken } }
  ... on ValidationError { issues { path message } }`
const CREATE = `mutation ($input: CreateBookingInput!) { result: createBooking(input: $input) { ${RESULT}
  ... on CreateBookingPayload { booking { id status startsAt endsAt kind resources { id } } } } }`
const HOLD = `mutation ($input: HoldSlotInput!) { result: holdSlot(input: $input) { ${RESULT}
  ... on HoldSlotPayload { booking { id status holdExpiresAt } } } }`

interface Slot {
  startsAt: string
  endsAt: string
  localStart: string
  resourceIds: string[]
  offerToken: string
}
interface Found {
  timeZone: string
  from: string
  until: string
  policyVersion: number
  days: { date: string; slots: Slot[]; rejected: { startsAt: string; reasons: { code: string }[] }[] }[]
}
type Result = { __typename: string } & Record<string, unknown>

const clock = new ChosenClock()
/** The Saturday of the scene, on the calendar of the station. */
const SATURDAY = { fromDate: '2093-06-20', untilDate: '2093-06-21' }
let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene({ clock })
})
afterAll(() => scene.gateway.stop())
beforeEach(() => givePolicy(scene, { alignmentMinutes: 60 }))

async function look(variables: object): Promise<Found> {
  const stationId = publicId('station', scene.stationId)
  const { availability } = await scene.gateway.query<{ availability: Found }>(
    AVAILABILITY,
    { stationId, range: SATURDAY, ...variables },
    scene.manager.token,
  )
  return availability
}

async function send(mutation: string, input: object): Promise<Result> {
  const ids = { stationId: publicId('station', scene.stationId), customerId: publicId('customer', scene.customerId) }
  const { result } = await scene.gateway.query<{ result: Result }>(
    mutation,
    { input: { ...ids, adults: 2, ...input } },
    scene.manager.token,
  )
  return result
}

/** A chef who works from 17:00 to 21:00, and the first offer of the Saturday: 17:00 to 19:00. */
async function offerOf(variables: object = {}) {
  const chefId = await addChef(scene)
  await giveHours(scene, chefId, [{ start: '17:00', end: '21:00' }])
  const found = await look({ resourceIds: [publicResource(chefId)], ...variables })
  return { chefId, slots: found.days[0]?.slots ?? [], offerToken: found.days[0]?.slots[0]?.offerToken ?? '' }
}

describe('availability', () => {
  it('answers with instants, with what the clock of the station shows, and with who is free', async () => {
    const { chefId } = await offerOf()
    const found = await look({ resourceIds: [publicResource(chefId)], explain: true })
    expect(found).toMatchObject({
      stationId: publicId('station', scene.stationId),
      timeZone: 'America/New_York',
      from: '2093-06-20T04:00:00.000Z',
      until: '2093-06-21T04:00:00.000Z',
      durationMinutes: 120,
    })
    expect(found.days.map(({ date }) => date)).toEqual(['2093-06-20'])
    expect(found.days[0]?.slots).toEqual(
      ['17', '18', '19'].map((hour) => ({
        startsAt: `2093-06-20T${Number(hour) + 4}:00:00.000Z`,
        endsAt: new Date(Date.parse(`2093-06-20T${Number(hour) + 4}:00:00.000Z`) + 7_200_000).toISOString(),
        localStart: `2093-06-20T${hour}:00:00-04:00[America/New_York]`,
        localEnd: `2093-06-20T${Number(hour) + 2}:00:00-04:00[America/New_York]`,
        resourceIds: [publicResource(chefId)],
        offerToken: expect.any(String),
      })),
    )
    expect(found.days[0]?.rejected).toHaveLength(21)
    expect(found.days[0]?.rejected[0]).toEqual({
      startsAt: '2093-06-20T04:00:00.000Z',
      localStart: '2093-06-20T00:00:00-04:00[America/New_York]',
      reasons: [{ code: 'HOURS', resourceId: publicResource(chefId), bookingId: null, minutes: null, until: null }],
    })
  })

  it('reads the same five statements for a day of one chef and for a month of many', async () => {
    const item = await scene.gateway.sql<{ id: string }>(
      `insert into bookings.service_items (id, organization_id, kind, name, duration_minutes, price_cents, currency, per, dietary_tags, updated_at)
       values (gen_random_uuid(), $1, 'SERVICE', 'Show', 60, 100, 'USD', 'BOOKING', '{}', now()) returning id`,
      [scene.business.organizationId],
    )
    const serviceItemIds = [publicId('service item', item[0]?.id ?? '')]
    const { chefId } = await offerOf()
    for (let at = 0; at < 10; at += 1) await offerOf()
    const counts: number[] = []
    for (const variables of [
      { resourceIds: [publicResource(chefId)], serviceItemIds },
      {
        needs: [{ kind: 'CHEF', count: 2 }],
        serviceItemIds,
        range: { fromDate: '2093-06-01', untilDate: '2093-07-03' },
      },
    ]) {
      scene.gateway.takeStatements()
      await look(variables)
      counts.push(countReads(scene))
    }
    expect(counts).toEqual([5, 5])
  })

  it('takes instants as well as dates, refuses what is too long or empty, and says where', async () => {
    const { chefId } = await offerOf()
    const range = { from: '2093-06-20T21:30:00Z', until: '2093-06-20T22:30:00Z' }
    const found = await look({ resourceIds: [publicResource(chefId)], range })
    expect(found.days.flatMap(({ slots }) => slots.map(({ startsAt }) => startsAt))).toEqual([
      '2093-06-20T22:00:00.000Z',
    ])
    const refused = async (variables: object) => {
      const stationId = publicId('station', scene.stationId)
      const { body } = await scene.gateway.send(
        AVAILABILITY,
        { stationId, range: SATURDAY, ...variables },
        scene.manager.token,
      )
      return body.errors?.map(({ message, extensions }) => `${extensions.code} ${message}`)
    }
    expect(await refused({ range: { fromDate: '2093-06-01', untilDate: '2093-07-04' } })).toEqual([
      'BAD_USER_INPUT range: must be at most 32 days',
    ])
    expect(await refused({ range: { fromDate: '2093-06-01', untilDate: '2093-06-09' }, explain: true })).toEqual([
      'BAD_USER_INPUT range: must be at most 7 days',
    ])
    expect(await refused({ range: { fromDate: '2093-06-01', untilDate: '2093-06-01' } })).toEqual([
      'BAD_USER_INPUT range: must end after it begins',
    ])
    expect(await refused({ range: { fromDate: '2093-06-01', until: '2093-06-03T00:00:00Z' } })).toEqual([
      'BAD_USER_INPUT range: must be fromDate and untilDate, or from and until',
    ])
    expect(await refused({ durationMinutes: null })).toEqual([
      'BAD_USER_INPUT durationMinutes: must be given: no item says how long it takes',
    ])
  })

  it('leaves out what a booking has itself when that is to be moved', async () => {
    const { chefId, offerToken, slots } = await offerOf()
    const booked = await send(CREATE, { offerToken })
    const { id } = booked.booking as { id: string }
    const resourceIds = [publicResource(chefId)]
    const starts = async (variables: object) =>
      (await look({ resourceIds, ...variables })).days[0]?.slots.map(({ startsAt }) => startsAt)
    expect(await starts({})).toEqual([slots[2]?.startsAt])
    expect(await starts({ rescheduleOf: id })).toEqual(slots.map(({ startsAt }) => startsAt))
  })

  it('is null for a station that one does not see', async () => {
    const other = publicId('station', '01990000-0000-7000-8000-00000000000a')
    expect(await look({ stationId: other })).toBeNull()
  })
})

describe('an offer', () => {
  it('is booked as it was made, without naming its terms again', async () => {
    const { chefId, offerToken } = await offerOf({ guests: 2 })
    expect(await send(CREATE, { offerToken })).toEqual({
      __typename: 'CreateBookingPayload',
      booking: {
        id: expect.any(String),
        status: 'PENDING',
        startsAt: '2093-06-20T21:00:00.000Z',
        endsAt: '2093-06-20T23:00:00.000Z',
        kind: 'CATERING',
        resources: [{ id: publicResource(chefId) }],
      },
    })
  })

  it('is held as long as the policy says', async () => {
    const { offerToken } = await offerOf()
    const before = clock.now().getTime()
    const held = (await send(HOLD, { offerToken })).booking as { status: string; holdExpiresAt: string }
    expect(held.status).toBe('HELD')
    const minutes = (Date.parse(held.holdExpiresAt) - before) / 60_000
    expect(minutes).toBeGreaterThanOrEqual(15)
    expect(minutes).toBeLessThan(16)
  })

  it('that was tampered with, or is of another purpose, is none', async () => {
    const { offerToken } = await offerOf()
    const before = await countRows(scene)
    const [body = '', mac = ''] = offerToken.split('.')
    const forged = JSON.parse(Buffer.from(body, 'base64url').toString()) as [number, { from: number }]
    forged[1].from += 3_600_000
    const changed = `${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${mac}`
    for (const token of [changed, `${body}.AAAA`, 'nothing', '']) {
      expect(await send(CREATE, { offerToken: token })).toEqual({
        __typename: 'OfferChangedError',
        code: 'OFFER_CHANGED',
        message: 'This is no offer of ours.',
        path: ['offerToken'],
        reason: 'FORGED',
        fields: [],
        old: null,
        new: null,
      })
    }
    expect(await countRows(scene)).toEqual(before)
  })

  it('is for nothing else than what was offered', async () => {
    const { offerToken, chefId } = await offerOf({ guests: 2 })
    const another = publicResource(await addChef(scene))
    const before = await countRows(scene)
    const changes = {
      adults: 3,
      kind: 'APPOINTMENT',
      startsAt: '2093-06-20T22:00:00.000Z',
      endsAt: '2093-06-21T00:00:00.000Z',
      resourceIds: [another],
    }
    const names = { adults: 'guests' } as Record<string, string>
    for (const [name, value] of Object.entries(changes)) {
      const refused = await send(CREATE, { offerToken, [name]: value })
      expect(refused).toMatchObject({ reason: 'TERMS', fields: [names[name] ?? name], new: null })
      expect(refused.old).toMatchObject({
        startsAt: '2093-06-20T21:00:00.000Z',
        guests: 2,
        resourceIds: [publicResource(chefId)],
      })
    }
    expect(await countRows(scene)).toEqual(before)
    expect(await send(CREATE, { offerToken, resourceIds: [publicResource(chefId)] })).toMatchObject({
      __typename: 'CreateBookingPayload',
    })
  })

  it('is for no other station', async () => {
    const { offerToken } = await offerOf()
    const customerId = publicId('customer', await addCustomer({ ...scene, stationId: scene.otherStationId }))
    const elsewhere = { stationId: publicId('station', scene.otherStationId), customerId }
    expect(await send(CREATE, { offerToken, ...elsewhere })).toMatchObject({
      reason: 'OTHER_STATION',
      old: null,
      new: null,
    })
  })

  it('ends after half an hour; then the same time is offered anew, if it can still be had', async () => {
    const { offerToken, slots } = await offerOf()
    const taken = slots[2]?.offerToken ?? ''
    expect(await send(CREATE, { offerToken: taken })).toMatchObject({ __typename: 'CreateBookingPayload' })
    clock.pass(30 * 60)
    // So is that of the access token.
    scene.manager = { ...scene.manager, ...(await signIn(scene.gateway, scene.manager.email)) }
    const refused = await send(CREATE, { offerToken })
    expect(refused).toMatchObject({ reason: 'EXPIRED', new: { startsAt: slots[0]?.startsAt } })
    expect(await send(CREATE, { offerToken: taken })).toMatchObject({ reason: 'EXPIRED', new: null })
    const renewed = (refused.new as Slot).offerToken
    expect(await send(CREATE, { offerToken: renewed })).toMatchObject({ __typename: 'CreateBookingPayload' })
  })

  it('does not outlive the policy that it followed', async () => {
    const { offerToken } = await offerOf()
    await givePolicy(scene, { alignmentMinutes: 60, bufferAfterMinutes: 30 })
    const before = await countRows(scene)
    const refused = await send(CREATE, { offerToken })
    expect(refused).toMatchObject({ reason: 'POLICY', new: { startsAt: '2093-06-20T21:00:00.000Z' } })
    expect(await countRows(scene)).toEqual(before)
    const renewed = (refused.new as Slot).offerToken
    expect(await send(CREATE, { offerToken: renewed })).toMatchObject({ __typename: 'CreateBookingPayload' })
  })

  it('keeps nothing free: whoever books first has it, and the other is told of the nearest times', async () => {
    const { chefId, slots } = await offerOf()
    expect(await send(CREATE, { offerToken: slots[1]?.offerToken })).toMatchObject({
      __typename: 'CreateBookingPayload',
    })
    const refused = await send(CREATE, { offerToken: slots[0]?.offerToken })
    expect(refused).toEqual({
      __typename: 'SlotTakenError',
      code: 'SLOT_TAKEN',
      message: 'The time is already taken.',
      path: null,
      resourceId: publicResource(chefId),
      until: '2093-06-21T00:00:00.000Z',
      // The event lies from 18:00 to 20:00: neither before it nor after it is there room on that day.
      alternatives: ['2093-06-19T23:00:00.000Z', '2093-06-19T22:00:00.000Z', '2093-06-19T21:00:00.000Z'].map(
        (startsAt) => ({
          startsAt,
          resourceIds: [publicResource(chefId)],
          offerToken: expect.any(String),
        }),
      ),
    })
    const [nearest] = refused.alternatives as Slot[]
    expect(await send(CREATE, { offerToken: nearest?.offerToken })).toMatchObject({
      __typename: 'CreateBookingPayload',
    })
  })

  it('is what partners book with, and with nothing else', async () => {
    const { chefId, offerToken } = await offerOf()
    const partner: PartnerViewer = {
      kind: 'partner',
      apiKeyId: '01990000-0000-7000-8000-00000000000b',
      plan: 'STANDARD',
      stationIds: scene.business.stationIds,
      organizationIds: [scene.business.organizationId],
      grants: new Map([['bookings:booking:create', new Set([scene.stationId])]]),
    }
    const context = { ...actAs(scene.gateway, partner), clock }
    const { stationId, customerId } = scene
    const fields = bookingFields(customerId, { resourceIds: [chefId] })
    const before = await countRows(scene)
    for (const useCase of [createBooking, holdSlot]) {
      await expect(useCase(context, { stationId, fields })).rejects.toMatchObject({ path: ['offerToken'] })
    }
    expect(await countRows(scene)).toEqual(before)
    const { bookingId } = await createBooking(context, { stationId, offerToken, fields: { customerId, adults: 2 } })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: chefId, status: 'ACTIVE' }])
  })
})

describe('any chef', () => {
  it('is whoever has least to do that day, then whoever is nearest, then the same as ever', async () => {
    const place = { ...scene, stationId: scene.otherStationId }
    const customerId = await addCustomer(place)
    const [near, far, busy] = [await addChef(place), await addChef(place), await addChef(place)]
    const home = `update bookings.resources set home_latitude = $2, home_longitude = $3 where id = $1`
    await scene.gateway.sql(home, [near, 42.36, -71.06])
    await scene.gateway.sql(home, [far, 42.95, -71.44])
    await scene.gateway.sql(home, [busy, 42.36, -71.06])
    const book = async (fields: object) => {
      const input = { stationId: place.stationId, fields: bookingFields(customerId, fields) }
      const { bookingId } = await createBooking(asGateway(place), input)
      return (await claimsOf(scene, bookingId)).map(({ resourceId }) => resourceId)
    }
    const morning = {
      startsAt: new Date(STARTS_AT.getTime() - 6 * 3_600_000),
      endsAt: new Date(STARTS_AT.getTime() - 5 * 3_600_000),
    }
    expect(await book({ resourceIds: [busy], ...morning })).toEqual([busy])
    const any = { needs: [{ kind: 'CHEF', count: 1 }], venuePoint: { latitude: 42.36, longitude: -71.06 } }
    expect([await book(any), await book(any), await book(any)]).toEqual([[near], [far], [busy]])
    await expect(book(any)).rejects.toMatchObject({
      code: 'SLOT_TAKEN',
      resourceId: null,
      until: new Date('2093-06-21T02:00:00.000Z'),
    })
  })

  it('is found for as many as there are, however many ask at once', async () => {
    const vans = await Promise.all(Array.from({ length: 4 }, () => addResource(scene)))
    const needs = [{ kind: 'VEHICLE', count: 1 }]
    const offerToken = (await look({ needs })).days[0]?.slots[12]?.offerToken
    const results = await Promise.all(Array.from({ length: 10 }, () => send(CREATE, { offerToken })))
    expect(results.filter(({ __typename }) => __typename === 'SlotTakenError')).toHaveLength(6)
    const booked = results.filter(({ __typename }) => __typename === 'CreateBookingPayload')
    const assigned = booked.flatMap(({ booking }) => (booking as { resources: { id: string }[] }).resources)
    expect(assigned.map(({ id }) => id).toSorted()).toEqual(vans.map(publicResource).toSorted())
  })
})

describe('a time that nobody has', () => {
  it('is refused to the staff too when policy or hours are against it, with all reasons', async () => {
    const { chefId } = await offerOf()
    await givePolicy(scene, { alignmentMinutes: 60, horizonDays: 30 })
    const before = await countRows(scene)
    const refused = await send(CREATE, {
      kind: 'CATERING',
      startsAt: '2093-06-20T12:00:00Z',
      endsAt: '2093-06-20T14:00:00Z',
      resourceIds: [publicResource(chefId)],
    })
    expect(refused).toEqual({
      __typename: 'SlotUnavailableError',
      code: 'SLOT_UNAVAILABLE',
      message: 'The time cannot be had: HORIZON, HOURS.',
      path: ['startsAt'],
      reasons: [
        { code: 'HORIZON', resourceId: null },
        { code: 'HOURS', resourceId: publicResource(chefId) },
      ],
      alternatives: [],
    })
    expect(await countRows(scene)).toEqual(before)
  })

  it('is had by as many as the policy lets begin on a day, however many ask at once', async () => {
    await givePolicy(scene, { alignmentMinutes: 60, stationDailyCap: 3 })
    const day = '2093-07-11'
    const chefs = await Promise.all(Array.from({ length: 12 }, () => addChef(scene)))
    const results = await Promise.all(
      chefs.map((chefId, at) =>
        send(CREATE, {
          kind: 'CATERING',
          startsAt: `${day}T${String(12 + (at % 6)).padStart(2, '0')}:00:00Z`,
          endsAt: `${day}T23:00:00Z`,
          resourceIds: [publicResource(chefId)],
        }),
      ),
    )
    expect(results.filter(({ __typename }) => __typename === 'CreateBookingPayload')).toHaveLength(3)
    const refused = results.filter(({ __typename }) => __typename === 'SlotUnavailableError')
    expect(refused).toHaveLength(9)
    for (const { reasons } of refused) expect(reasons).toEqual([{ code: 'DAILY_CAP', resourceId: null }])
  })

  it('lies too near to another job for two who ask at once: one gets it', async () => {
    await givePolicy(scene, { alignmentMinutes: 60, bufferAfterMinutes: 60 })
    for (let round = 0; round < 10; round += 1) {
      const resourceIds = [publicResource(await addChef(scene))]
      const book = (from: string, until: string) =>
        send(CREATE, {
          kind: 'CATERING',
          startsAt: `2093-08-02T${from}:00Z`,
          endsAt: `2093-08-02T${until}:00Z`,
          resourceIds,
        })
      const results = await Promise.all([book('12:00', '14:00'), book('14:30', '16:00')])
      expect(results.map(({ __typename }) => __typename).sort()).toEqual([
        'CreateBookingPayload',
        'SlotUnavailableError',
      ])
    }
  })
})

describe('somebody who walks in', () => {
  it('begins now, for as long as the services take, whatever notice others have to give', async () => {
    await givePolicy(scene, { alignmentMinutes: 60, minimumNoticeMinutes: 600 })
    const chefId = await addChef(scene)
    const [item] = await scene.gateway.sql<{ id: string }>(
      `insert into bookings.service_items (id, organization_id, kind, name, duration_minutes, price_cents, currency, per, dietary_tags, updated_at)
       values (gen_random_uuid(), $1, 'SERVICE', 'Cut', 45, 3900, 'USD', 'BOOKING', '{}', now()) returning id`,
      [scene.business.organizationId],
    )
    const items = [{ serviceItemId: publicId('service item', item?.id ?? '') }]
    const input = { kind: 'APPOINTMENT', items, resourceIds: [publicResource(chefId)] }
    expect(await send(CREATE, input)).toMatchObject({ __typename: 'ValidationError', path: ['startsAt'] })
    const before = clock.now().getTime()
    const { booking } = await send(CREATE, { ...input, source: 'WALK_IN' })
    const { startsAt, endsAt } = booking as { startsAt: string; endsAt: string }
    expect(Date.parse(startsAt) - before).toBeLessThan(60_000)
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(45 * 60_000)
    const soon = { startsAt: new Date(before + 3_600_000).toISOString() }
    expect(
      await send(CREATE, { ...input, ...soon, resourceIds: [publicResource(await addChef(scene))] }),
    ).toMatchObject({
      reasons: [{ code: 'NOTICE' }],
    })
  })
})
