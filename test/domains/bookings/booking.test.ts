import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addChef,
  addHold,
  addResource,
  addServiceItem,
  asGateway,
  type BookingScene,
  bringTo,
  countReads,
  hireWith,
  hoursLater,
  openBookingScene,
  publicBooking,
  publicResource,
} from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'

const BOOKING = `query ($id: ID!) {
  booking(id: $id) {
    id status timezone startsAt
    station { code } customer { id name }
    items { name unitPrice { formatted(locale: "de") } }
    chefs { name user { fullName } }
    resources { id kind name active skills station { id } user { id } }
    history(first: 10) { totalCount nodes { from to previousStartsAt actor { id } createdAt } }
  }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

async function read<Booking = object>(id: string, token = scene.manager.token, query = BOOKING) {
  return (await scene.gateway.query<{ booking: Booking | null }>(query, { id }, token)).booking
}

describe('booking', () => {
  it('is read with all that hangs on it, by one statement for each kind of thing', async () => {
    const { stationId, customerId, gateway } = scene
    const chefId = await addChef(scene, 'Ann')
    const vanId = await addResource(scene, { name: 'Blue van', skills: ['cooling'] })
    const item = await addServiceItem(scene)
    const madeAt = new Date('2093-06-01T10:00:00.000Z')
    const bookingId = await addBooking(
      scene,
      { resourceIds: [vanId, chefId], items: [{ serviceItemId: item }, { serviceItemId: item, quantity: 1 }] },
      madeAt,
    )
    const [station] = await gateway.sql<{ code: string }>('select code from identity.stations where id = $1', [
      stationId,
    ])
    gateway.takeStatements()
    expect(await read(publicBooking(bookingId))).toEqual({
      id: publicBooking(bookingId),
      status: 'PENDING',
      timezone: 'America/New_York',
      startsAt: '2093-06-20T22:00:00.000Z',
      station: { code: station?.code },
      customer: { id: publicId('customer', customerId), name: 'Ada Example' },
      items: [
        { name: 'Hibachi dinner', unitPrice: { formatted: '45,00\u00a0$' } },
        { name: 'Hibachi dinner', unitPrice: { formatted: '45,00\u00a0$' } },
      ],
      chefs: [{ name: 'Ann', user: { fullName: 'Ann' } }],
      resources: [
        {
          id: publicResource(chefId),
          kind: 'CHEF',
          name: 'Ann',
          active: true,
          skills: [],
          station: { id: publicId('station', stationId) },
          user: { id: expect.stringMatching(/^user_/) },
        },
        {
          id: publicResource(vanId),
          kind: 'VEHICLE',
          name: 'Blue van',
          active: true,
          skills: ['cooling'],
          station: { id: publicId('station', stationId) },
          user: null,
        },
      ],
      history: {
        totalCount: 1,
        nodes: [
          { from: null, to: 'PENDING', previousStartsAt: null, actor: null, createdAt: '2093-06-01T10:00:00.000Z' },
        ],
      },
    })
    // Booking, station, customer, items, resources, people, history, and its count.
    expect(countReads(scene)).toBe(8)
  })

  it('shows who did the work when it is over, and nobody once the time has been given back', async () => {
    const chefId = await addChef(scene)
    const doneId = await addBooking(scene, { resourceIds: [chefId] })
    await bringTo(scene, doneId, 'COMPLETED')
    const cancelledId = await addBooking(scene, { resourceIds: [chefId] })
    await cancelBooking(asGateway(scene), { bookingId: cancelledId, expectedVersion: 1, by: 'STAFF' })
    const heldId = await addHold(scene, { resourceIds: [chefId], startsAt: hoursLater(9), endsAt: hoursLater(10) })
    const chefs = [{ name: 'Chef', user: { fullName: 'Chef' } }]
    expect(await read(publicBooking(doneId))).toMatchObject({ status: 'COMPLETED', chefs })
    expect(await read(publicBooking(cancelledId))).toMatchObject({ status: 'CANCELLED', chefs: [], resources: [] })
    expect(await read(publicBooking(heldId))).toMatchObject({ status: 'HELD', chefs })
  })

  it('tells its history page by page, from either end', async () => {
    const bookingId = await addBooking(scene)
    await bringTo(scene, bookingId, 'COMPLETED')
    const query = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { booking(id: $id) {
      history(first: $first, after: $after, last: $last, before: $before) {
        totalCount nodes { to } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`
    const page = async (args: object) => {
      type Paged = {
        booking: { history: { totalCount: number; nodes: { to: string }[]; pageInfo: { endCursor: string } } }
      }
      const variables = { id: publicBooking(bookingId), ...args }
      const { booking } = await scene.gateway.query<Paged>(query, variables, scene.manager.token)
      const { nodes, pageInfo, totalCount } = booking.history
      return { steps: nodes.map(({ to }) => to), totalCount, ...pageInfo }
    }
    const first = await page({ first: 3 })
    expect(first).toMatchObject({ steps: ['PENDING', 'CONFIRMED', 'EN_ROUTE'], totalCount: 5, hasNextPage: true })
    expect(await page({ first: 3, after: first.endCursor })).toMatchObject({
      steps: ['SEATED', 'COMPLETED'],
      hasNextPage: false,
      hasPreviousPage: true,
    })
    expect(await page({ last: 2 })).toMatchObject({ steps: ['SEATED', 'COMPLETED'] })
  })

  it('is null for an id that is nobody’s, or not to be seen', async () => {
    const { gateway, business, otherStationId } = scene
    const bookingId = await addBooking(scene)
    const stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
    const colleague = await hire(gateway, business, 'STATION_MANAGER', [otherStationId])
    const query = 'query ($id: ID!) { booking(id: $id) { id } }'
    const id = publicBooking(bookingId)
    expect(await read(id, undefined, query)).toEqual({ id })
    expect(await read(id, stranger.token, query)).toBeNull()
    expect(await read(id, colleague.token, query)).toBeNull()
    expect(await read(publicBooking(scene.chefId), undefined, query)).toBeNull()
    expect(await read(publicResource(bookingId), undefined, query)).toBeNull()
    const { body } = await gateway.send(query, { id: 'booking' }, scene.manager.token)
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    expect((await gateway.send(query, { id })).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })

  it('shows its customer to those who may see customers', async () => {
    const { gateway, business } = scene
    const bookingId = await addBooking(scene)
    const query = 'query ($id: ID!) { booking(id: $id) { id customer { id } } }'
    const variables = { id: publicBooking(bookingId) }
    const observer = await hire(gateway, business, 'OBSERVER')
    expect((await gateway.send(query, variables, observer.token)).body.errors).toBeUndefined()
    const scheduler = await hireWith(scene, ['bookings:booking:read'])
    const { body } = await gateway.send(query, variables, scheduler.token)
    expect(body).toMatchObject({
      data: { booking: null },
      errors: [{ path: ['booking', 'customer'], extensions: { code: 'FORBIDDEN' } }],
    })
  })
})
