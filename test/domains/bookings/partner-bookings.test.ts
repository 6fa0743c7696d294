import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { confirmBooking } from '#domains/bookings/use-cases/confirm-booking.ts'
import { actOnKey, ROTATE_KEY } from '../../support/api-keys.ts'
import {
  addBooking,
  addChef,
  asGateway,
  type BookingScene,
  countRows,
  hoursLater,
  openBookingScene,
  publicBooking,
  publicResource,
  publicStation,
  readAll,
} from '../../support/bookings.ts'
import { ADA, act, bookAsPartner, findOffer, openPartner, type Partner } from '../../support/partners.ts'
import { settleLog } from '../../support/settled-log.ts'
import { openSocket } from '../../support/socket.ts'

let scene: BookingScene
let partner: Partner
let rival: Partner
let resourceIds: string[]
let chefId: string

beforeAll(async () => {
  scene = await openBookingScene()
  partner = await openPartner(scene)
  rival = await openPartner(scene)
})

beforeEach(async () => {
  chefId = await addChef(scene)
  resourceIds = [publicResource(chefId)]
})

afterAll(() => scene.gateway.stop())

const uuidOf = async (id: string) => {
  const [row] = await scene.gateway.sql<{ id: string }>(`select id from bookings.bookings where reference = $1`, [
    await referenceOf(id),
  ])
  return row?.id ?? ''
}

async function referenceOf(id: string) {
  const query = 'query ($id: ID!) { booking(id: $id) { reference } }'
  const { booking } = await scene.gateway.query<{ booking: { reference: string } }>(query, { id }, scene.manager.token)
  return booking.reference
}

async function findAs({ key }: Partner, id: string) {
  const query = 'query ($id: ID!) { booking(id: $id) { id status source } node(id: $id) { id } }'
  return scene.gateway.on('public').query<{ booking: object | null; node: object | null }>(query, { id }, key)
}

async function listAs({ key }: Partner) {
  const query = '{ bookings(first: 100) { totalCount nodes { id } } }'
  const { bookings } = await scene.gateway
    .on('public')
    .query<{ bookings: { totalCount: number; nodes: { id: string }[] } }>(query, {}, key)
  expect(bookings.totalCount).toBe(bookings.nodes.length)
  return bookings.nodes.map(({ id }) => id)
}

describe('a partner', () => {
  it('books what it was offered for somebody new, and both are there or neither', async () => {
    const result = await bookAsPartner(scene, partner, { resourceIds })
    expect(result).toEqual({
      __typename: 'CreateBookingPayload',
      booking: { id: expect.stringMatching(/^booking_/), status: 'PENDING', version: 1 },
    })
    const seen = await scene.gateway.query<{ booking: object }>(
      'query ($id: ID!) { booking(id: $id) { source customer { name email phone source } chefs { id } } }',
      { id: result.booking.id },
      scene.manager.token,
    )
    expect(seen.booking).toEqual({
      source: 'PARTNER',
      customer: { name: 'Ada Example', email: 'ada@example.com', phone: '+16175550123', source: 'PARTNER' },
      chefs: [{ id: resourceIds[0] }],
    })
    const [{ customers } = { customers: 0 }] = await countCustomers()
    const taken = await act(scene, rival, 'createBooking', {
      stationId: publicStation(scene.stationId),
      offerToken: await findOffer(scene, rival, { resourceIds: [publicResource(await addChef(scene))] }),
      adults: 3,
      customer: ADA,
    })
    expect(taken).toMatchObject({ __typename: 'OfferChangedError' })
    expect(await countCustomers()).toEqual([{ customers }])
  })

  const countCustomers = () =>
    scene.gateway.sql<{ customers: number }>('select count(*)::int as customers from customers.customers')

  it.each([
    ['no customer', { customer: null }, ['customer'], 'customer: must be given'],
    [
      'no consent',
      { customer: { ...ADA, hasConsented: false } },
      ['customer', 'hasConsented'],
      'customer.hasConsented: must be true: without it the station may not have these data',
    ],
    [
      'an address that is none',
      { customer: { ...ADA, email: 'ada' } },
      ['customer', 'email'],
      'customer.email: must be an e-mail address',
    ],
  ])('is refused with %s, and nothing is kept', async (_, fields, path, message) => {
    const before = [await countRows(scene), await countCustomers()]
    const offerToken = await findOffer(scene, partner, { resourceIds })
    const input = { stationId: publicStation(scene.stationId), offerToken, adults: 2, ...fields }
    expect(await act(scene, partner, 'createBooking', input)).toEqual({
      __typename: 'ValidationError',
      code: 'VALIDATION_FAILED',
      message,
      path,
    })
    expect([await countRows(scene), await countCustomers()]).toEqual(before)
  })

  it('needs an idempotency key, and with the same one books once', async () => {
    const offerToken = await findOffer(scene, partner, { resourceIds })
    const input = { stationId: publicStation(scene.stationId), offerToken, adults: 2, customer: ADA }
    const { body } = await scene.gateway
      .on('public')
      .send(
        'mutation ($input: CreateBookingInput!) { createBooking(input: $input) { __typename } }',
        { input },
        partner.key,
      )
    expect(body.errors).toMatchObject([
      { message: 'createBooking needs an idempotency key: send the header Idempotency-Key.' },
    ])
    const before = await countRows(scene)
    const first = await act(scene, partner, 'createBooking', input, 'the-same-request')
    expect(await act(scene, partner, 'createBooking', input, 'the-same-request')).toEqual(first)
    expect((await countRows(scene)).bookings).toBe(before.bookings + 1)
  })

  it('learns of what others have booked only that the time is taken', async () => {
    await addBooking(scene, { resourceIds: [chefId] })
    expect(await findOffer(scene, partner, { resourceIds })).toBeNull()
    const explained = await scene.gateway.on('public').query<{
      availability: { days: { rejected: { reasons: { code: string; bookingId: string | null }[] }[] }[] }
    }>(
      `query ($stationId: ID!, $range: AvailabilityRange!, $resourceIds: [ID!]) {
        availability(stationId: $stationId, range: $range, kind: CATERING, durationMinutes: 60, resourceIds: $resourceIds,
          explain: true) { days { rejected { reasons { code bookingId } } } } }`,
      {
        stationId: publicStation(scene.stationId),
        range: { from: hoursLater(0), until: hoursLater(0.1) },
        resourceIds,
      },
      partner.key,
    )
    expect(explained.availability.days.flatMap(({ rejected }) => rejected)).toEqual([
      { reasons: [{ code: 'BOOKED', bookingId: null }] },
    ])
  })

  it('sees its own bookings and no others, by id, by node and in the list', async () => {
    const { booking } = await bookAsPartner(scene, partner, { resourceIds })
    const ofStaff = publicBooking(await addBooking(scene))
    expect(await findAs(partner, booking.id)).toEqual({
      booking: { id: booking.id, status: 'PENDING', source: 'PARTNER' },
      node: { id: booking.id },
    })
    const nothing = { booking: null, node: null }
    expect(await findAs(rival, booking.id)).toEqual(nothing)
    expect(await findAs(partner, ofStaff)).toEqual(nothing)
    const own = await listAs(partner)
    expect(own).toContain(booking.id)
    expect(own).not.toContain(ofStaff)
    expect(await listAs(rival)).not.toContain(booking.id)
  })

  it('keeps its bookings when its key is rotated', async () => {
    const old = await openPartner(scene)
    const { booking } = await bookAsPartner(scene, old, { resourceIds })
    const { key } = await actOnKey(scene.gateway, ROTATE_KEY, { apiKeyId: old.keyId }, scene.manager)
    const renewed = { ...old, key }
    expect(await listAs(renewed)).toEqual([booking.id])
    expect(await act(scene, renewed, 'cancelBooking', { bookingId: booking.id, expectedVersion: 1 })).toMatchObject({
      booking: { status: 'CANCELLED' },
    })
  })
})

describe('a partner with a booking', () => {
  it.each(['cancelBooking', 'rescheduleBooking', 'placeBooking'])('of others cannot %s it', async (name) => {
    const { booking } = await bookAsPartner(scene, rival, { resourceIds })
    const ofStaff = await addBooking(scene)
    const window = name === 'rescheduleBooking' && { startsAt: hoursLater(72), endsAt: hoursLater(74) }
    const before = [await readAll(scene, ofStaff), await readAll(scene, await uuidOf(booking.id))]
    for (const id of [booking.id, publicBooking(ofStaff)]) {
      expect(await act(scene, partner, name, { bookingId: id, expectedVersion: 1, ...window })).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: 'There is no such booking.',
        path: ['bookingId'],
      })
    }
    expect([await readAll(scene, ofStaff), await readAll(scene, await uuidOf(booking.id))]).toEqual(before)
  })

  it('moves it, and calls it off: it is told that the partner did', async () => {
    const { booking } = await bookAsPartner(scene, partner, { resourceIds })
    const moved = { bookingId: booking.id, expectedVersion: 1, startsAt: hoursLater(72), endsAt: hoursLater(74) }
    expect(await act(scene, partner, 'rescheduleBooking', moved)).toMatchObject({ booking: { version: 2 } })
    const off = { bookingId: booking.id, expectedVersion: 2, reason: 'Rain' }
    expect(await act(scene, partner, 'cancelBooking', off)).toMatchObject({
      booking: { status: 'CANCELLED', version: 3 },
    })
    const [row] = await scene.gateway.sql('select cancelled_by, cancel_reason from bookings.bookings where id = $1', [
      await uuidOf(booking.id),
    ])
    expect(row).toEqual({ cancelled_by: 'PARTNER', cancel_reason: 'Rain' })
  })

  it('holds a time and places it; a hold of others that has run out does not stand in the way', async () => {
    const offerToken = await findOffer(scene, rival, { resourceIds })
    const input = { stationId: publicStation(scene.stationId), adults: 2, customer: ADA }
    const stale = await act(scene, rival, 'holdSlot', { ...input, offerToken })
    expect(await findOffer(scene, partner, { resourceIds })).toBeNull()
    await scene.gateway.sql(
      `update bookings.bookings set hold_expires_at = now() - interval '1 minute' where reference = $1`,
      [await referenceOf(stale.booking.id)],
    )
    const held = await act(scene, partner, 'holdSlot', {
      ...input,
      offerToken: await findOffer(scene, partner, { resourceIds }),
    })
    expect(held).toMatchObject({ booking: { status: 'HELD', version: 1 } })
    expect((await findAs(rival, stale.booking.id)).booking).toMatchObject({ status: 'EXPIRED' })
    expect(await act(scene, partner, 'placeBooking', { bookingId: held.booking.id, expectedVersion: 1 })).toMatchObject(
      {
        booking: { status: 'PENDING', version: 2 },
      },
    )
  })
})

describe('partnerBookingChanged', () => {
  it('tells a partner of each step of its own bookings, whoever takes it, and of no others', async () => {
    await settleLog(scene.gateway)
    const socket = openSocket(scene.gateway.url, partner.key, 'public')
    onTestFinished(() => socket.close())
    const LISTEN = `subscription ($after: EventCursor) { change: partnerBookingChanged(after: $after) { __typename
      ... on StreamMessage { cursor } ... on BookingChange { kind bookingId version booking { status } } } }`
    type Change = { change: { __typename: string; cursor: string } }
    const changes = socket.subscribe<Change>(LISTEN)
    const caughtUp = (await changes.next()).data?.change
    expect(caughtUp?.__typename).toBe('CaughtUp')
    await bookAsPartner(scene, rival, { resourceIds: [publicResource(await addChef(scene))] })
    const { booking } = await bookAsPartner(scene, partner, { resourceIds })
    const bookingId = await uuidOf(booking.id)
    await confirmBooking(asGateway(scene), { bookingId, expectedVersion: 1 })
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 2, by: 'STAFF' })
    const told = [await changes.next(), await changes.next(), await changes.next()].map(({ data }) => data?.change)
    const step = { bookingId: booking.id, __typename: 'BookingChange' }
    expect(told).toMatchObject([
      { ...step, kind: 'CREATED', version: 1 },
      { ...step, kind: 'CONFIRMED', version: 2 },
      { ...step, kind: 'CANCELLED', version: 3, booking: { status: 'CANCELLED' } },
    ])
    await settleLog(scene.gateway)
    const again = socket.subscribe<Change>(LISTEN, { after: caughtUp?.cursor })
    const kinds = [await again.next(), await again.next(), await again.next(), await again.next()]
    expect(kinds.map(({ data }) => data?.change)).toMatchObject([
      { kind: 'CREATED', version: 1 },
      { kind: 'CONFIRMED' },
      { kind: 'CANCELLED' },
      { __typename: 'CaughtUp' },
    ])
  })
})
