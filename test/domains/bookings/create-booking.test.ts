import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { publicId } from '#graphql/ids.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import {
  addBooking,
  addChef,
  addCustomer,
  addHold,
  addResource,
  addServiceItem,
  asStaff,
  type BookingScene,
  bookingFields,
  claimsOf,
  countRows,
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
          {
            name: 'Gyoza',
            per: 'BOOKING',
            unitPrice: { amountCents: 4_000 },
            quantity: 2,
            lineTotal: { amountCents: 8_000 },
            serviceItem: { id: publicId('service item', gyoza) },
          },
          {
            name: 'Hibachi dinner',
            per: 'GUEST',
            unitPrice: { amountCents: 4_500 },
            quantity: 11,
            lineTotal: { amountCents: 49_500 },
            serviceItem: { id: publicId('service item', dinner) },
          },
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

describe('createBooking is refused', () => {
  it('with the resource that is taken and the time when it is free again', async () => {
    const chefId = await addChef(scene)
    const freeId = await addChef(scene)
    await addBooking(scene, { resourceIds: [chefId] })
    await addBooking(scene, { resourceIds: [chefId], startsAt: ENDS_AT, endsAt: hoursLater(5) })
    const before = await countRows(scene)
    const wanted = { startsAt: hoursLater(3), endsAt: hoursLater(7) }
    expect(await create({ ...wanted, resourceIds: [publicResource(freeId), publicResource(chefId)] })).toEqual({
      __typename: 'SlotTakenError',
      code: 'SLOT_TAKEN',
      message: 'The time is already taken.',
      path: null,
      resourceId: publicResource(chefId),
      until: '2093-06-21T03:00:00.000Z',
    })
    expect(await countRows(scene)).toEqual(before)
  })

  it('while a hold has the time', async () => {
    const chefId = await addChef(scene)
    const holdId = await addHold(scene, { resourceIds: [chefId] })
    const before = await readAll(scene, holdId)
    expect(await create({ resourceIds: [publicResource(chefId)] })).toMatchObject({
      __typename: 'SlotTakenError',
      until: '2093-06-21T02:00:00.000Z',
    })
    expect(await readAll(scene, holdId)).toEqual(before)
  })

  it.each<[string, () => Promise<object>, object]>([
    [
      'without such a customer',
      async () => ({ customerId: publicId('customer', scene.stationId) }),
      { __typename: 'NotFoundError', message: 'There is no such customer.', path: ['customerId'] },
    ],
    [
      'for a customer of another station',
      async () => {
        const place = { ...scene, stationId: scene.otherStationId }
        return { customerId: publicId('customer', await addCustomer(place)) }
      },
      { __typename: 'NotFoundError', message: 'There is no such customer.', path: ['customerId'] },
    ],
    [
      'at a station of somebody else',
      async () => {
        const { stationIds } = await createBusiness(scene.gateway)
        return { stationId: publicId('station', stationIds[0]) }
      },
      { __typename: 'NotFoundError', message: 'There is no such station.', path: null },
    ],
    [
      'without such a resource',
      async () => ({ resourceIds: [publicResource(scene.chefId), publicResource(scene.customerId)] }),
      { __typename: 'NotFoundError', message: 'There is no such resource.', path: ['resourceIds', '1'] },
    ],
    [
      'with a resource that is out of use',
      async () => ({ resourceIds: [publicResource(await addResource(scene, { isActive: false }))] }),
      { __typename: 'NotFoundError', path: ['resourceIds', '0'] },
    ],
    [
      'with a resource of another station',
      async () => {
        const place = { ...scene, stationId: scene.otherStationId }
        return { resourceIds: [publicResource(await addResource(place))] }
      },
      { __typename: 'NotFoundError', path: ['resourceIds', '0'] },
    ],
    [
      'with an item that is no longer sold',
      async () => ({
        items: [{ serviceItemId: publicId('service item', await addServiceItem(scene, { isActive: false })) }],
      }),
      { __typename: 'NotFoundError', message: 'There is no such service item.', path: ['items', '0', 'serviceItemId'] },
    ],
    [
      'with an item of another business',
      async () => {
        const business = await createBusiness(scene.gateway)
        const place = { ...scene, business, stationId: business.stationIds[0] }
        return { items: [{ serviceItemId: publicId('service item', await addServiceItem(place)) }] }
      },
      { __typename: 'NotFoundError', path: ['items', '0', 'serviceItemId'] },
    ],
    [
      'with an item in another currency',
      async () => ({
        items: [{ serviceItemId: publicId('service item', await addServiceItem(scene, { currency: 'EUR' })) }],
      }),
      {
        __typename: 'ValidationError',
        issues: [{ path: ['items', '0', 'serviceItemId'], message: 'is sold in EUR, the station in USD' }],
      },
    ],
    [
      'with more units than can be counted',
      async () => ({
        adults: 10_000,
        children: 1,
        items: [{ serviceItemId: publicId('service item', await addServiceItem(scene)) }],
      }),
      { __typename: 'ValidationError', path: ['items', '0', 'quantity'] },
    ],
    [
      'in the past',
      async () => ({ startsAt: new Date(Date.now() - 1_000), endsAt: new Date(Date.now() + 1_000) }),
      { __typename: 'ValidationError', issues: [{ path: ['startsAt'], message: 'must lie in the future' }] },
    ],
    [
      'with several faults, and lists them',
      async () => ({ adults: 0, endsAt: STARTS_AT, venueAddress: 'x'.repeat(501) }),
      {
        __typename: 'ValidationError',
        code: 'VALIDATION_FAILED',
        issues: [
          { path: ['adults'], message: 'must be at least 1' },
          { path: ['venueAddress'], message: 'must have at most 500 characters' },
          { path: ['endsAt'], message: 'must be after startsAt' },
        ],
      },
    ],
    [
      'with an id that is none',
      async () => ({ resourceIds: ['chef'] }),
      { __typename: 'ValidationError', path: ['resourceIds', '0'] },
    ],
    [
      'with an id of something else',
      async () => ({ resourceIds: [publicBooking(scene.chefId)] }),
      { __typename: 'NotFoundError', path: ['resourceIds', '0'] },
    ],
  ])('%s', async (_why, fields, refusal) => {
    const wanted = await fields()
    const before = await countRows(scene)
    expect(await create(wanted)).toMatchObject(refusal)
    expect(await countRows(scene)).toEqual(before)
  })

  it('for those who may not make bookings at that station', async () => {
    const { gateway, business, stationId, otherStationId } = scene
    const member = await hire(gateway, business, 'STATION_MANAGER', [otherStationId])
    const chef = await hire(gateway, business, 'CHEF')
    const before = await countRows(scene)
    expect(await create({}, member.token)).toMatchObject({
      __typename: 'NotFoundError',
      message: 'There is no such station.',
    })
    const answers = [
      await gateway.send(CREATE_BOOKING, { input: input() }, chef.token),
      await gateway.send(CREATE_BOOKING, { input: input() }),
    ]
    expect(answers.map(({ body }) => body.errors?.map(({ extensions }) => extensions.code))).toEqual([
      ['FORBIDDEN'],
      ['UNAUTHENTICATED'],
    ])
    const fields = bookingFields(scene.customerId)
    const visiting = asStaff(scene, ['bookings:booking:read'])
    await expect(createBooking(visiting, { stationId, fields })).rejects.toThrow(
      new ForbiddenError('bookings:booking:create'),
    )
    expect(await countRows(scene)).toEqual(before)
  })
})
