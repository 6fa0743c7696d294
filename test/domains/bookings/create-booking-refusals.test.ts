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
  countRows,
  ENDS_AT,
  hoursLater,
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
  const variables = { input: input(fields) }
  return (await scene.gateway.query<{ createBooking: object }>(CREATE_BOOKING, variables, token)).createBooking
}

/** What is wrong with the input, and what the answer says. */
const WRONG: [string, () => Promise<object>, object][] = [
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
]

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

  it.each(WRONG)('%s', async (_why, fields, refusal) => {
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
