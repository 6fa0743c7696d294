import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import {
  addChef,
  addHold,
  addResource,
  addServiceItem,
  type BookingScene,
  claimsOf,
  countRows,
  ENDS_AT,
  hoursLater,
  lastChange,
  lastEvent,
  openBookingScene,
  publicBooking,
  publicResource,
  STARTS_AT,
} from '../../support/bookings.ts'
import { hire } from '../../support/business.ts'

const CREATE_BOOKING = `mutation ($input: CreateBookingInput!) {
  createBooking(input: $input) {
    __typename
    ... on CreateBookingPayload { booking {
      id reference kind status source startsAt endsAt timezone adults children version
      station { id } customer { id } venueAddress specialRequests internalNotes holdExpiresAt cancelledBy cancelReason
      subtotal { amountCents } total { amountCents currency formatted }
      items { name per unitPrice { amountCents } quantity lineTotal { amountCents } serviceItem { id } }
      chefs { id } resources { id }
      history(first: 10) { totalCount nodes { from to actor { id } reason } }
    } }
    ... on UserError { code message path }
    ... on ValidationError { issues { path message } }
    ... on SlotTakenError { resourceId until }
  }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

/** What a client sends at least; with the scene's customer and no resources. */
function input(fields: object = {}): object {
  return {
    stationId: publicId('station', scene.stationId),
    customerId: publicId('customer', scene.customerId),
    kind: 'CATERING',
    startsAt: STARTS_AT,
    endsAt: ENDS_AT,
    adults: 2,
    ...fields,
  }
}

async function create(fields: object, token = scene.manager.token) {
  const data = await scene.gateway.query<{ createBooking: Record<string, never> & { booking?: { id: string } } }>(
    CREATE_BOOKING,
    { input: input(fields) },
    token,
  )
  return data.createBooking
}

async function newestBooking(): Promise<string> {
  const [row] = await scene.gateway.sql<{ id: string }>('select id from bookings.bookings order by id desc limit 1')
  return row?.id ?? ''
}

function line(item: { id: string; name: string; per: string; price: number; quantity: number; total: number }) {
  const { id, name, per, price, quantity, total } = item
  const money = { unitPrice: { amountCents: price }, lineTotal: { amountCents: total } }
  return { name, per, quantity, ...money, serviceItem: { id: publicId('service item', id) } }
}

describe('createBooking', () => {
  it('makes a PENDING booking with all that was given', async () => {
    const chefId = await addChef(scene)
    const vanId = await addResource(scene)
    const dinner = await addServiceItem(scene)
    const gyoza = await addServiceItem(scene, { kind: 'ADD_ON', name: 'Gyoza', per: 'BOOKING', priceCents: 4_000 })
    const result = await create({
      adults: 8,
      children: 3,
      items: [
        { serviceItemId: publicId('service item', gyoza), quantity: 2 },
        { serviceItemId: publicId('service item', dinner) },
      ],
      resourceIds: [publicResource(chefId), publicResource(vanId)],
      venueAddress: '12 Elm Street, Boston',
      specialRequests: 'No nuts.',
      internalNotes: 'Regular.',
      source: 'PHONE',
    })
    const bookingId = await newestBooking()
    expect(result).toEqual({
      __typename: 'CreateBookingPayload',
      booking: {
        id: publicBooking(bookingId),
        reference: expect.stringMatching(/^S\d+A-[2-9A-HJKMNP-Z]{6}$/),
        kind: 'CATERING',
        status: 'PENDING',
        source: 'PHONE',
        startsAt: '2093-06-20T22:00:00.000Z',
        endsAt: '2093-06-21T02:00:00.000Z',
        timezone: 'America/New_York',
        adults: 8,
        children: 3,
        version: 1,
        station: { id: publicId('station', scene.stationId) },
        customer: { id: publicId('customer', scene.customerId) },
        venueAddress: '12 Elm Street, Boston',
        specialRequests: 'No nuts.',
        internalNotes: 'Regular.',
        holdExpiresAt: null,
        cancelledBy: null,
        cancelReason: null,
        subtotal: { amountCents: 57_500 },
        total: { amountCents: 57_500, currency: 'USD', formatted: '$575.00' },
        items: [
          line({ id: gyoza, name: 'Gyoza', per: 'BOOKING', price: 4_000, quantity: 2, total: 8_000 }),
          line({ id: dinner, name: 'Hibachi dinner', per: 'GUEST', price: 4_500, quantity: 11, total: 49_500 }),
        ],
        chefs: [{ id: publicResource(chefId) }],
        resources: [{ id: publicResource(chefId) }, { id: publicResource(vanId) }],
        history: {
          totalCount: 1,
          nodes: [{ from: null, to: 'PENDING', actor: { id: publicId('user', scene.manager.userId) }, reason: null }],
        },
      },
    })
    const claim = { kind: 'BOOKING', status: 'ACTIVE', startsAt: STARTS_AT, endsAt: ENDS_AT }
    expect(await claimsOf(scene, bookingId)).toEqual(
      [chefId, vanId].toSorted().map((resourceId) => ({ resourceId, ...claim })),
    )
  })

  it('tells one event, with nothing personal in it', async () => {
    const chefId = await addChef(scene)
    const before = await countRows(scene)
    await create({ resourceIds: [publicResource(chefId)], venueAddress: '12 Elm Street', specialRequests: 'No nuts.' })
    const bookingId = await newestBooking()
    expect(await countRows(scene)).toEqual({
      bookings: before.bookings + 1,
      items: before.items,
      allocations: before.allocations + 1,
      changes: before.changes + 1,
      events: before.events + 1,
    })
    expect(await lastEvent(scene, bookingId)).toEqual({
      type: 'booking.created',
      stationId: scene.stationId,
      aggregateType: 'booking',
      version: 1,
      actorId: scene.manager.userId,
      payload: {
        customerId: scene.customerId,
        from: null,
        to: 'PENDING',
        startsAt: '2093-06-20T22:00:00.000Z',
        endsAt: '2093-06-21T02:00:00.000Z',
        resourceIds: [chefId],
      },
    })
  })

  it('needs neither items nor resources', async () => {
    expect(await create({})).toMatchObject({
      booking: { children: 0, source: 'STAFF', items: [], resources: [], total: { amountCents: 0 } },
    })
  })

  it('stores the venue encrypted, and shows it to those who may read personal data', async () => {
    const { gateway, business } = scene
    const chef = await hire(gateway, business, 'CHEF')
    const { booking } = await create({ venueAddress: '12 Elm Street' })
    const [row] = await gateway.sql<{ sealed: string; keyed: boolean }>(
      `select encode(venue_address_enc, 'escape') as sealed, data_key_wrapped is not null as keyed
       from bookings.bookings where id = $1`,
      [await newestBooking()],
    )
    expect(row?.keyed).toBe(true)
    expect(row?.sealed).not.toContain('Elm')
    const query = 'query ($id: ID!) { booking(id: $id) { id venueAddress } }'
    const { body } = await gateway.send(query, { id: booking?.id }, chef.token)
    expect(body.data).toEqual({ booking: { id: booking?.id, venueAddress: null } })
    expect(body.errors).toMatchObject([
      {
        message: 'This needs the permission customers:pii:read.',
        path: ['booking', 'venueAddress'],
        extensions: { code: 'FORBIDDEN' },
      },
    ])
  })

  it('lets one booking begin when another ends', async () => {
    const resourceIds = [publicResource(await addChef(scene))]
    expect(await create({ resourceIds })).toMatchObject({ __typename: 'CreateBookingPayload' })
    const next = { startsAt: ENDS_AT, endsAt: hoursLater(6) }
    expect(await create({ resourceIds, ...next })).toMatchObject({ __typename: 'CreateBookingPayload' })
    const previous = { startsAt: hoursLater(-2), endsAt: STARTS_AT }
    expect(await create({ resourceIds, ...previous })).toMatchObject({ __typename: 'CreateBookingPayload' })
  })

  it('takes the time of a hold that has run out, and writes the hold off', async () => {
    const chefId = await addChef(scene)
    const heldAt = new Date(Date.now() - 15 * 60_000)
    const holdId = await addHold(scene, { resourceIds: [chefId] }, heldAt)
    expect(await create({ resourceIds: [publicResource(chefId)] })).toMatchObject({
      __typename: 'CreateBookingPayload',
    })
    expect(await claimsOf(scene, holdId)).toMatchObject([{ kind: 'HOLD', status: 'RELEASED' }])
    expect(await lastChange(scene, holdId)).toMatchObject({ from: 'HELD', to: 'EXPIRED', actorId: null })
    expect(await lastEvent(scene, holdId)).toMatchObject({ type: 'booking.expired', version: 2, actorId: null })
  })
})
