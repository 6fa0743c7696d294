import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addChef,
  addCustomer,
  addHold,
  addServiceItem,
  type BookingScene,
  bringTo,
  countReads,
  hireWith,
  hoursLater,
  openBookingScene,
  publicBooking,
} from '../../support/bookings.ts'
import { createBusiness, hire, type StaffMember } from '../../support/business.ts'

const BOOKINGS = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: BookingFilter,
    $sort: BookingSort! = CREATED_AT_DESC) {
  bookings(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
    totalCount
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

let scene: BookingScene
/** Of the second customer. */
let guestId: string
/** Works at the other station alone. */
let colleague: StaffMember
/** Public ids by name: made in this order, a minute apart; beginning in another. */
const ids: Record<string, string> = {}

/** When the n-th booking was made. */
function madeAt(minute: number): Date {
  return new Date(Date.UTC(2093, 0, 1, 12, minute))
}

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway, business, otherStationId } = scene
  guestId = await addCustomer(scene)
  const there = { ...scene, stationId: otherStationId }
  const elsewhere = { ...there, customerId: await addCustomer(there) }
  colleague = await hire(gateway, business, 'STATION_MANAGER', [otherStationId])
  const at = (hours: number) => ({ startsAt: hoursLater(hours), endsAt: hoursLater(hours + 1) })
  const dinner = await addBooking(scene, { ...at(10), resourceIds: [scene.chefId] }, madeAt(1))
  const haircut = await addBooking(scene, { ...at(2), kind: 'APPOINTMENT', source: 'WALK_IN' }, madeAt(2))
  const picnic = await addBooking(elsewhere, { ...at(6) }, madeAt(3))
  const held = await addHold({ ...scene, customerId: guestId }, { ...at(8), resourceIds: [scene.chefId] }, madeAt(4))
  const brunch = await addBooking({ ...scene, customerId: guestId }, { ...at(4) }, madeAt(5))
  await bringTo(scene, haircut, 'CONFIRMED')
  for (const [name, id] of Object.entries({ dinner, haircut, picnic, held, brunch })) ids[name] = publicBooking(id)
  const strangers = await createBusiness(gateway)
  const stranger = { ...scene, business: strangers, stationId: strangers.stationIds[0] }
  await addBooking({ ...stranger, customerId: await addCustomer(stranger) }, {}, madeAt(6))
})

afterAll(() => scene.gateway.stop())

interface Listed {
  totalCount: number
  nodes: { id: string }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

async function list(args: object, token = scene.manager.token) {
  const data = await scene.gateway.query<{ bookings: Listed }>(BOOKINGS, { first: 100, ...args }, token)
  const { nodes, ...rest } = data.bookings
  const names = nodes.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id))
  return { names, ...rest }
}

describe('bookings', () => {
  it('lists those of the own stations, the last made first', async () => {
    const all = ['brunch', 'held', 'picnic', 'haircut', 'dinner']
    expect(await list({})).toMatchObject({ names: all, totalCount: 5 })
    expect(await list({}, colleague.token)).toMatchObject({ names: ['picnic'], totalCount: 1 })
  })

  it.each([
    ['CREATED_AT_ASC', ['dinner', 'haircut', 'picnic', 'held', 'brunch']],
    ['STARTS_AT_ASC', ['haircut', 'brunch', 'picnic', 'held', 'dinner']],
    ['STARTS_AT_DESC', ['dinner', 'held', 'picnic', 'brunch', 'haircut']],
  ])('comes in the order %s', async (sort, names) => {
    expect(await list({ sort })).toMatchObject({ names })
  })

  it.each<[string, () => object, string[]]>([
    ['a station', () => ({ station: { in: [publicId('station', scene.otherStationId)] } }), ['picnic']],
    ['no station of one’s own', () => ({ station: { in: [publicId('station', scene.chefId)] } }), []],
    ['a customer', () => ({ customer: { in: [publicId('customer', guestId)] } }), ['brunch', 'held']],
    ['no customer', () => ({ customer: { in: [] } }), []],
    ['statuses', () => ({ status: { in: ['HELD', 'CONFIRMED'] } }), ['held', 'haircut']],
    ['no status', () => ({ status: { in: [] } }), []],
    ['a kind', () => ({ kind: { eq: 'APPOINTMENT' } }), ['haircut']],
    ['how they came in', () => ({ source: { eq: 'WALK_IN' } }), ['haircut']],
    ['how they did not come in', () => ({ source: { notIn: ['WALK_IN'] } }), ['brunch', 'held', 'picnic', 'dinner']],
    ['who serves them', () => ({ resource: { eq: publicId('resource', scene.chefId) } }), ['held', 'dinner']],
    [
      'who does not serve them',
      () => ({ resource: { notIn: [publicId('resource', scene.chefId)] } }),
      ['brunch', 'picnic', 'haircut'],
    ],
    ['no resource', () => ({ resource: { in: [] } }), []],
    ['when they begin', () => ({ startsAt: { gte: hoursLater(4), lt: hoursLater(8) } }), ['brunch', 'picnic']],
    ['when they were made', () => ({ createdAt: { gte: madeAt(2), lt: madeAt(4) } }), ['picnic', 'haircut']],
    [
      'several things at once',
      () => ({ status: { eq: 'PENDING' }, startsAt: { gte: hoursLater(5) }, kind: { eq: 'CATERING' } }),
      ['picnic', 'dinner'],
    ],
  ])('is narrowed down by %s', async (_what, filter, names) => {
    expect(await list({ filter: filter() })).toMatchObject({ names, totalCount: names.length })
  })

  it('finds a booking by its reference, and nothing by the beginning of one', async () => {
    const query = 'query ($id: ID!) { booking(id: $id) { reference } }'
    type Referenced = { booking: { reference: string } }
    const { booking } = await scene.gateway.query<Referenced>(query, { id: ids.dinner }, scene.manager.token)
    const { reference } = booking
    expect(await list({ filter: { reference: { eq: reference } } })).toMatchObject({ names: ['dinner'] })
    expect(await list({ filter: { reference: { in: [` ${reference.toLowerCase()} `] } } })).toMatchObject({
      names: ['dinner'],
    })
    expect(await list({ filter: { reference: { eq: reference.slice(0, -1) } } })).toMatchObject({ names: [] })
    expect(await list({ filter: { reference: { eq: '' } } })).toMatchObject({ names: [] })
  })

  it.each(['CREATED_AT_DESC', 'STARTS_AT_ASC'])('goes through %s page by page, over stations', async (sort) => {
    const whole = (await list({ sort })).names
    const found = []
    let after: string | undefined
    for (let hasNextPage = true; hasNextPage; ) {
      const page = await list({ sort, first: 2, after })
      found.push(...page.names)
      after = page.pageInfo.endCursor
      hasNextPage = page.pageInfo.hasNextPage
    }
    expect(found).toEqual(whole)
    const end = await list({ sort, first: null, last: 2 })
    expect(end.names).toEqual(whole.slice(-2))
    const before = end.pageInfo.startCursor
    expect((await list({ sort, first: null, last: 2, before })).names).toEqual(whole.slice(-4, -2))
  })

  it('takes no cursor that is none', async () => {
    const after = Buffer.from(JSON.stringify([1, 'x'])).toString('base64url')
    const { body } = await scene.gateway.send(BOOKINGS, { first: 1, after }, scene.manager.token)
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('does not tell who has booked to those who may not see customers', async () => {
    const scheduler = await hireWith(scene, ['bookings:booking:read'])
    expect((await list({}, scheduler.token)).names).toContain('brunch')
    const filter = { customer: { in: [publicId('customer', guestId)] } }
    expect(await list({ filter }, scheduler.token)).toMatchObject({ names: [], totalCount: 0 })
  })

  it('needs the permission to see bookings', async () => {
    expect((await scene.gateway.send(BOOKINGS, { first: 1 })).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })

  it('is read by as many statements for one booking as for many', async () => {
    const query = `query ($first: Int!) { bookings(first: $first) { totalCount nodes {
      id customer { id name } station { code } items { name serviceItem { name } } chefs { name user { fullName } }
      resources { name } history(first: 3) { totalCount nodes { to actor { fullName } } } } } }`
    const item = await addServiceItem(scene)
    for (let at = 0; at < 5; at += 1) {
      const when = { startsAt: hoursLater(40), endsAt: hoursLater(41) }
      const parts = { resourceIds: [await addChef(scene)], items: [{ serviceItemId: item }] }
      await addBooking({ ...scene, customerId: await addCustomer(scene) }, { ...when, ...parts }, madeAt(7 + at))
    }
    const counts = []
    for (const first of [1, 10]) {
      scene.gateway.takeStatements()
      await scene.gateway.query(query, { first }, scene.manager.token)
      counts.push(countReads(scene))
    }
    // List, its count, customers, stations, items, menu, resources, people, history, and its count.
    expect(counts).toEqual([10, 10])
  })
})
