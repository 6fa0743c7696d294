import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCustomer, hire } from '../../support/business.ts'
import {
  addBookingOf,
  codesOf,
  type HelpDesk,
  hireFor,
  join,
  MONDAY,
  open,
  openDesk,
  outcomeOf,
  sendStep,
  userId,
} from './help-desk.ts'

let desk: HelpDesk
let otherCustomer: string
let otherBooking: string
/** Opened in this order, a minute apart. */
let ids: Record<'about1' | 'about2' | 'aboutOther' | 'about3' | 'there', string>

beforeAll(async () => {
  desk = await openDesk()
  otherCustomer = await addCustomer(desk.gateway, desk.business)
  otherBooking = await addBookingOf(desk, otherCustomer)
  const openNext = (fields: object) => {
    desk.clock.time = new Date(desk.clock.time.getTime() + 60_000)
    return open(desk, fields)
  }
  const about = { customerId: desk.customer, bookingId: desk.booking }
  ids = {
    about1: await openNext(about),
    about2: await openNext(about),
    aboutOther: await openNext({ customerId: otherCustomer, bookingId: otherBooking }),
    about3: await openNext(about),
    there: await openNext({ stationId: desk.there }),
  }
  const assign = (escalationId: string, person: { userId: string }) => {
    const input = { escalationId, assigneeId: userId(person as never), expectedVersion: 1 }
    return outcomeOf(sendStep(desk, 'assignEscalation', input, desk.manager.token))
  }
  await assign(ids.about1, desk.manager)
  await assign(ids.about2, desk.agent)
  await assign(ids.about3, desk.manager)
  await assign(ids.there, desk.manager)
})
afterAll(() => {
  expect(desk.clock.time.getTime()).toBe(MONDAY.getTime() + 5 * 60_000)
  return desk.stop()
})

interface List {
  totalCount: number
  nodes: { id: string }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string; startCursor: string }
}

const LIST = 'totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

const names = ({ nodes }: { nodes: { id: string }[] }) =>
  nodes.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0])

describe.each([
  ['customer', 'customers', () => [desk.customer, otherCustomer]],
  ['booking', 'bookings', () => [desk.booking, otherBooking]],
] as const)('%s.escalations', (one, many, parents) => {
  async function read(args: string): Promise<List> {
    const text = `query ($id: ID!) { parent: ${one}(id: $id) { escalations(${args}) { ${LIST} } } }`
    const [id] = parents()
    const { parent } = await desk.gateway.query<{ parent: { escalations: List } }>(text, { id }, desk.agent.token)
    return parent.escalations
  }

  it('lists those about it, the newest first', async () => {
    const found = await read('first: 10')
    expect(names(found)).toEqual(['about3', 'about2', 'about1'])
    expect(found.totalCount).toBe(3)
    expect(found.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
  })

  it('is read in pages from either end', async () => {
    const first = await read('first: 2')
    expect(names(first)).toEqual(['about3', 'about2'])
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    expect(names(await read(`first: 2, after: "${first.pageInfo.endCursor}"`))).toEqual(['about1'])
    const last = await read('last: 1')
    expect(names(last)).toEqual(['about1'])
    expect(names(await read(`last: 5, before: "${last.pageInfo.startCursor}"`))).toEqual(['about3', 'about2'])
  })

  it('is read by one statement for all of them, and counted by another', async () => {
    desk.gateway.takeStatements()
    const { parents: found } = await desk.gateway.query<{ parents: { nodes: { id: string; escalations: List }[] } }>(
      `{ parents: ${many}(first: 5) { nodes { id escalations(first: 2) { ${LIST} } } } }`,
      {},
      desk.agent.token,
    )
    expect(desk.gateway.takeStatements()).toHaveLength(5)
    const [first, other] = parents().map((parent) => found.nodes.find(({ id }) => id === parent)?.escalations)
    expect(names(first as List)).toEqual(['about3', 'about2'])
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } })
    expect(names(other as List)).toEqual(['aboutOther'])
    expect(other).toMatchObject({ totalCount: 1, pageInfo: { hasNextPage: false } })
  })

  it('reads two different pages of one of them by a statement each', async () => {
    desk.gateway.takeStatements()
    const [id] = parents()
    const { parent } = await desk.gateway.query<{ parent: { newest: List; oldest: List } }>(
      `query ($id: ID!) { parent: ${one}(id: $id) {
        newest: escalations(first: 1) { nodes { id } } oldest: escalations(last: 1) { nodes { id } } } }`,
      { id },
      desk.agent.token,
    )
    expect([names(parent.newest), names(parent.oldest)]).toEqual([['about3'], ['about1']])
    expect(desk.gateway.takeStatements()).toHaveLength(5)
  })

  it(`is null, and forbidden, for whoever may see the ${one} but no escalations`, async () => {
    const { token } = await hireFor(desk, ['customers:customer:read', 'bookings:booking:read'])
    const [id] = parents()
    const text = `query ($id: ID!) { parent: ${one}(id: $id) { id escalations(first: 1) { ${LIST} } } }`
    const answer = await desk.gateway.send(text, { id }, token)
    expect(answer.body.data).toEqual({ parent: { id, escalations: null } })
    expect(codesOf(answer)).toEqual(['FORBIDDEN'])
  })
})

describe('user.assignedEscalations', () => {
  interface Staff {
    users: { nodes: { id: string; assignedEscalations: List }[] }
  }

  async function read(args: string, token: string) {
    const text = `{ users(first: 20) { nodes { id assignedEscalations(${args}) { ${LIST} } } } }`
    const { users } = await desk.gateway.query<Staff>(text, {}, token)
    return new Map(users.nodes.map(({ id, assignedEscalations }) => [id, assignedEscalations]))
  }

  it('lists what each person has, the newest first, by one statement for all and another for the counts', async () => {
    desk.gateway.takeStatements()
    const lists = await read('first: 2', desk.manager.token)
    expect(desk.gateway.takeStatements()).toHaveLength(5)
    expect(names(lists.get(userId(desk.manager)) as List)).toEqual(['there', 'about3'])
    expect(lists.get(userId(desk.manager))).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } })
    expect(names(lists.get(userId(desk.agent)) as List)).toEqual(['about2'])
    expect(lists.get(userId(desk.observer))).toMatchObject({ totalCount: 0, nodes: [] })
  })

  it('goes on after a cursor', async () => {
    const first = (await read('first: 2', desk.manager.token)).get(userId(desk.manager)) as List
    const rest = await read(`first: 2, after: "${first.pageInfo.endCursor}"`, desk.manager.token)
    expect(names(rest.get(userId(desk.manager)) as List)).toEqual(['about1'])
  })

  it('shows and counts only those of stations where one may read escalations', async () => {
    const lists = await read('first: 10', desk.agent.token)
    expect(names(lists.get(userId(desk.manager)) as List)).toEqual(['about3', 'about1'])
    expect(lists.get(userId(desk.manager))).toMatchObject({ totalCount: 2 })
    // A member of the other station too, but with a role only here.
    const [first, second = ''] = desk.business.stationIds
    const helper = await hire(desk.gateway, desk.business, 'OBSERVER', [first])
    await join(desk, helper, second)
    const seen = (await read('first: 10', helper.token)).get(userId(desk.manager)) as List
    expect([names(seen), seen.totalCount]).toEqual([['about3', 'about1'], 2])
  })

  it('is null, and forbidden, for whoever may see no escalations', async () => {
    const { token } = await hireFor(desk, ['customers:customer:read', 'bookings:booking:read'])
    const text = `{ viewer { user { id assignedEscalations(first: 1) { ${LIST} } } } }`
    const answer = await desk.gateway.send<{ viewer: { user: object } }>(text, {}, token)
    expect(answer.body.data?.viewer.user).toMatchObject({ assignedEscalations: null })
    expect(codesOf(answer)).toEqual(['FORBIDDEN'])
  })
})
