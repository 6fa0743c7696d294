import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addCustomer,
  type BookingScene,
  countReads,
  hireWith,
  hoursLater,
  openBookingScene,
  publicBooking,
} from '../../support/bookings.ts'

const BOOKINGS_OF_CUSTOMER = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  customer(id: $id) {
    bookings(first: $first, after: $after, last: $last, before: $before) {
      totalCount nodes { id customer { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

/** The public ids of so many bookings of the customer, the last to begin first. */
async function addBookings(customerId: string, count: number): Promise<string[]> {
  const ids = []
  for (let at = 0; at < count; at += 1) {
    const window = { startsAt: hoursLater(at), endsAt: hoursLater(at + 1) }
    ids.unshift(publicBooking(await addBooking({ ...scene, customerId }, window)))
  }
  return ids
}

interface Listed {
  customer: {
    bookings: {
      totalCount: number
      nodes: { id: string; customer: { id: string } }[]
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
    }
  }
}

async function list(id: string, args: object) {
  const { customer } = await scene.gateway.query<Listed>(BOOKINGS_OF_CUSTOMER, { id, ...args }, scene.manager.token)
  return { ...customer.bookings, ids: customer.bookings.nodes.map((node) => node.id) }
}

describe('the bookings of a customer', () => {
  it('are those of this customer alone, the last to begin first', async () => {
    const customerId = await addCustomer(scene)
    const ids = await addBookings(customerId, 3)
    await addBookings(scene.customerId, 1)
    const id = publicId('customer', customerId)
    const found = await list(id, { first: 10 })
    expect(found).toMatchObject({ ids, totalCount: 3, pageInfo: { hasNextPage: false, hasPreviousPage: false } })
    expect(found.nodes[0]?.customer.id).toBe(id)
    expect(await list(publicId('customer', await addCustomer(scene)), { first: 10 })).toMatchObject({
      ids: [],
      totalCount: 0,
      pageInfo: { startCursor: null, endCursor: null },
    })
  })

  it('come page by page, from either end', async () => {
    const customerId = await addCustomer(scene)
    const ids = await addBookings(customerId, 5)
    const id = publicId('customer', customerId)
    const first = await list(id, { first: 2 })
    expect(first).toMatchObject({ ids: ids.slice(0, 2), pageInfo: { hasNextPage: true, hasPreviousPage: false } })
    const second = await list(id, { first: 2, after: first.pageInfo.endCursor })
    expect(second).toMatchObject({ ids: ids.slice(2, 4), pageInfo: { hasNextPage: true, hasPreviousPage: true } })
    const back = await list(id, { last: 1, before: second.pageInfo.startCursor })
    expect(back).toMatchObject({ ids: ids.slice(1, 2), pageInfo: { hasNextPage: true, hasPreviousPage: true } })
    expect(await list(id, { last: 2 })).toMatchObject({ ids: ids.slice(3), pageInfo: { hasNextPage: false } })
  })

  it('of all customers of a page are read by one statement, and counted by one', async () => {
    const query = `query ($first: Int!) { customers(first: $first) { nodes {
      id bookings(first: 2) { totalCount nodes { id status chefs { id } } } } } }`
    const expected = new Map<string, string[]>()
    for (let at = 0; at < 4; at += 1) {
      const customerId = await addCustomer(scene)
      expected.set(publicId('customer', customerId), (await addBookings(customerId, at)).slice(0, 2))
    }
    const counts = []
    type Page = { customers: { nodes: { id: string; bookings: { nodes: { id: string }[] } }[] } }
    let page: Page | undefined
    for (const first of [2, 4]) {
      scene.gateway.takeStatements()
      page = await scene.gateway.query<Page>(query, { first }, scene.manager.token)
      counts.push(countReads(scene))
    }
    const found = page?.customers.nodes.map(({ id, bookings }) => [id, bookings.nodes.map((node) => node.id)] as const)
    expect(new Map(found)).toEqual(expected)
    // Customers, their bookings, the counts, and the resources of all bookings.
    expect(counts).toEqual([4, 4])
  })

  it('need the permission to see bookings', async () => {
    const { gateway } = scene
    const greeter = await hireWith(scene, ['customers:customer:read'])
    const variables = { id: publicId('customer', scene.customerId), first: 1 }
    const { body } = await gateway.send(BOOKINGS_OF_CUSTOMER, variables, greeter.token)
    expect(body).toMatchObject({
      data: { customer: null },
      errors: [{ path: ['customer', 'bookings'], extensions: { code: 'FORBIDDEN' } }],
    })
  })
})
