import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { type ConnectionAnswer, walkConnection } from '../../support/walk.ts'
import { act, CREATE } from './operations.ts'

interface CustomerNode {
  id: string
  name: string
}

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: CustomerFilter, $sort: CustomerSort! = CREATED_AT_DESC) {
  customers(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
    totalCount nodes { id name } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

/** Name, e-mail address, phone number and tags of each, the even ones at the first station. */
const PEOPLE = [
  ['Ada Lovelace', 'ada@example.com', '+16175550100', ['vip']],
  ['Renée Müller', 'renee@example.org', '+436641234567', ['vip', 'Allergic']],
  ['renee mueller', null, null, ['allergic']],
  ['Björk Guðmundsdóttir', null, null, []],
  ['Bartholomew Longfellow-Featherstonehaugh', null, null, []],
  ['李 小龍', 'lee@example.com', '+85221234567', []],
  ['O’Neil, Anna-Maria', 'anna@example.com', null, ['vip']],
  ['Anna', null, null, []],
  ['Jean-Luc 2nd', null, null, []],
  ['Ada', 'ada.two@example.com', '+16175550100', []],
] as const

let gateway: TestGateway
let business: Business
let manager: StaffMember
let stranger: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
  for (const [at, [name, email, phone, tags]] of PEOPLE.entries()) {
    const stationId = publicId('station', business.stationIds[at % 2] ?? '')
    await act(gateway, CREATE, { stationId, name, email, phone, tags }, manager)
  }
  // Three moments of creation and two of change, so that the order is decided by ids as well.
  await gateway.sql(
    `update customers.customers as customer set
       created_at = timestamptz '2026-01-01 00:00:00Z' + interval '1 day' * (numbered.number % 3),
       updated_at = timestamptz '2026-02-01 00:00:00Z' + interval '1 day' * (numbered.number % 2)
     from (select id, row_number() over (order by id) as number from customers.customers) as numbered
     where numbered.id = customer.id`,
  )
})

afterAll(() => gateway.stop())

type Page = ConnectionAnswer<CustomerNode> & { totalCount: number; edges: { cursor: string; node: { id: string } }[] }

async function list(variables: object = {}, { token } = manager): Promise<Page> {
  const page = 'first' in variables || 'last' in variables ? {} : { first: 100 }
  return (await gateway.query<{ customers: Page }>(LIST, { ...page, ...variables }, token)).customers
}

const found = async (filter: object) => (await list({ filter })).nodes.map(({ name }) => name).toSorted()
const nobody: string[] = []

describe('the list of customers', () => {
  it.each([
    ['CREATED_AT_DESC', 'created_at desc, id desc'],
    ['CREATED_AT_ASC', 'created_at asc, id asc'],
    ['UPDATED_AT_DESC', 'updated_at desc, id desc'],
    ['UPDATED_AT_ASC', 'updated_at asc, id asc'],
  ])('stands in the order %s over all stations, whichever way it is read', async (sort, order) => {
    const sorted = await gateway.sql<{ id: string }>(`select id from customers.customers order by ${order}`)
    const expected = sorted.map(({ id }) => publicId('customer', id))
    for (const direction of ['forward', 'backward'] as const) {
      for (const size of [1, 3, 100]) {
        const nodes = await walkConnection(direction, size, (page) => list({ ...page, sort }))
        expect(nodes.map(({ id }) => id)).toEqual(expected)
      }
    }
  })

  it('has the newest first unless told otherwise', async () => {
    expect((await list()).nodes).toEqual((await list({ sort: 'CREATED_AT_DESC' })).nodes)
  })

  it('can be entered at each of its cursors, and counts all of it', async () => {
    const { edges, nodes, totalCount } = await list()
    expect(totalCount).toBe(PEOPLE.length)
    expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id))
    for (const [at, { cursor }] of edges.entries()) {
      const after = await list({ first: 2, after: cursor })
      expect(after.nodes).toEqual(nodes.slice(at + 1, at + 3))
      expect(after.totalCount).toBe(PEOPLE.length)
      expect((await list({ last: 2, before: cursor })).nodes).toEqual(nodes.slice(Math.max(at - 2, 0), at))
    }
  })

  it('has no cursors where it is empty', async () => {
    expect(await list({ filter: { tags: { has: 'nobody' } } })).toEqual({
      totalCount: 0,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    })
  })

  it('never holds customers of another business', async () => {
    expect((await list({}, stranger)).totalCount).toBe(0)
    expect((await list({ filter: { search: 'ada' } }, stranger)).totalCount).toBe(0)
  })

  it('costs one statement for each kind of thing, however long it is', async () => {
    gateway.takeStatements()
    await list()
    // Begin; customers, their number; commit.
    // The last three record whose names were read.
    expect(gateway.takeStatements()).toHaveLength(4 + 3)
    await gateway.query(
      '{ customers(first: 100) { nodes { station { name organization { name } } } } }',
      {},
      manager.token,
    )
    expect(gateway.takeStatements()).toHaveLength(5)
  })
})

describe('the list of customers filtered', () => {
  const stationFilter = (...ids: (string | undefined)[]) => ({
    station: { in: ids.map((id) => publicId('station', id ?? '')) },
  })

  it('by station', async () => {
    const [home, branch] = business.stationIds
    expect((await list({ filter: stationFilter(home) })).totalCount).toBe(5)
    expect((await list({ filter: stationFilter(home, branch) })).totalCount).toBe(10)
    expect((await list({ filter: stationFilter(home, home) })).totalCount).toBe(5)
    expect((await list({ filter: { station: { in: [] } } })).totalCount).toBe(0)
    expect((await list({ filter: stationFilter(home) }, stranger)).totalCount).toBe(0)
    expect((await list({ filter: { station: { in: [publicId('user', manager.userId)] } } })).totalCount).toBe(0)
  })

  it('by the time of creation, half open', async () => {
    const count = async (createdAt: object) => (await list({ filter: { createdAt } })).totalCount
    expect(await count({ gte: '2026-01-01T00:00:00Z', lt: '2026-01-02T00:00:00Z' })).toBe(3)
    expect(await count({ gte: '2026-01-02T00:00:00+00:00' })).toBe(7)
    expect(await count({ gte: '2026-01-02T01:00:00+01:00' })).toBe(7)
    expect(await count({ gte: '2026-01-02T00:00:00.001Z' })).toBe(3)
    expect(await count({ lt: '2026-01-01T00:00:00Z' })).toBe(0)
    expect(await count({ gte: '2026-01-02T00:00:00Z', lt: '2026-01-01T00:00:00Z' })).toBe(0)
    expect(await count({ gte: null, lt: null })).toBe(10)
    expect(await count({})).toBe(10)
  })

  it('by a tag, to the letter', async () => {
    expect(await found({ tags: { has: 'vip' } })).toEqual(['Ada Lovelace', 'O’Neil, Anna-Maria', 'Renée Müller'])
    expect(await found({ tags: { has: 'allergic' } })).toEqual(['renee mueller'])
    expect(await found({ tags: { has: 'vi' } })).toEqual(nobody)
    expect(await found({ tags: { has: '' } })).toEqual(nobody)
    expect((await list({ filter: { tags: { has: null } } })).totalCount).toBe(10)
  })

  it('by several things at once', async () => {
    const [home] = business.stationIds
    expect(await found({ tags: { has: 'vip' }, ...stationFilter(home) })).toEqual([
      'Ada Lovelace',
      'O’Neil, Anna-Maria',
    ])
    expect(await found({ tags: { has: 'vip' }, search: 'anna', ...stationFilter(home) })).toEqual([
      'O’Neil, Anna-Maria',
    ])
    expect(await found({ tags: { has: 'vip' }, search: 'bjork' })).toEqual(nobody)
  })
})

describe('a search for customers', () => {
  it.each([
    ['a word of the name', 'lovelace', ['Ada Lovelace']],
    ['a word in any case', 'LOVELACE', ['Ada Lovelace']],
    ['several words, in any order', ' lovelace  ada ', ['Ada Lovelace']],
    ['words of different people', 'lovelace anna', nobody],
    ['a name without its accents', 'renee muller', ['Renée Müller']],
    ['a name with accents that it does not have', 'réneè', ['Renée Müller', 'renee mueller']],
    ['letters that are no accents', 'bjork guðmundsdottir', ['Björk Guðmundsdóttir']],
    ['the beginning of a word', 'lov', ['Ada Lovelace']],
    ['the beginning of several words', 'lon fea', ['Bartholomew Longfellow-Featherstonehaugh']],
    ['a beginning of twelve letters', 'featherstone', ['Bartholomew Longfellow-Featherstonehaugh']],
    ['a whole word that is longer', 'featherstonehaugh', ['Bartholomew Longfellow-Featherstonehaugh']],
    ['a beginning of two letters', 'lo', nobody],
    ['the middle of a word', 'velace', nobody],
    ['the whole of a short word', 'ada', ['Ada', 'Ada Lovelace']],
    ['a part of a name with a hyphen', 'maria', ['O’Neil, Anna-Maria']],
    ['a part of a name with an apostrophe', 'neil', ['O’Neil, Anna-Maria']],
    ['the whole of a name with signs', "O'Neil, Anna-Maria", ['O’Neil, Anna-Maria']],
    ['a number in a name', '2nd', ['Jean-Luc 2nd']],
    ['another script', '小龍', ['李 小龍']],
    ['an e-mail address', 'ada@example.com', ['Ada Lovelace']],
    ['an e-mail address in any case, with space around it', '  ADA@Example.COM ', ['Ada Lovelace']],
    ['a part of an e-mail address', 'ada@example', nobody],
    ['a phone number', '+16175550100', ['Ada', 'Ada Lovelace']],
    ['a phone number as people write it', '+1 (617) 555-0100', ['Ada', 'Ada Lovelace']],
    ['a phone number of another country', '+43 664 1234567', ['Renée Müller']],
    ['a part of a phone number', '+1617555', nobody],
    ['signs alone', '%_*', nobody],
    ['nothing', '', nobody],
    ['space', '   ', nobody],
  ])('finds by %s (%j)', async (_what, search, expected) => {
    expect(await found({ search })).toEqual([...expected].toSorted())
  })

  it('finds nobody by what they were called or reached before', async () => {
    const { customer } = await act(
      gateway,
      CREATE,
      {
        stationId: publicId('station', business.stationIds[0]),
        name: 'Temporary Person',
        email: 'before@example.com',
        phone: '+442079460018',
      },
      manager,
    )
    const change = `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { __typename } }`
    const input = {
      customerId: customer.id,
      expectedVersion: 1,
      name: 'Permanent',
      email: 'after@example.com',
      phone: null,
    }
    await gateway.query(change, { input }, manager.token)
    for (const search of ['temporary', 'person', 'before@example.com', '+442079460018'])
      expect(await found({ search })).toEqual([])
    for (const search of ['permanent', 'after@example.com']) expect(await found({ search })).toEqual(['Permanent'])
    await gateway.sql(`delete from customers.customers where version = 2`)
  })

  it('counts and pages like any other list', async () => {
    const nodes = await walkConnection('forward', 1, (page) => list({ ...page, filter: { search: '+16175550100' } }))
    expect(nodes.map(({ name }) => name).toSorted()).toEqual(['Ada', 'Ada Lovelace'])
    expect((await list({ first: 1, filter: { search: '+16175550100' } })).totalCount).toBe(2)
  })
})

describe('one customer', () => {
  const CUSTOMER = 'query ($id: ID!) { customer(id: $id) { id name } }'

  it('is found by id, by who may see it', async () => {
    const [node] = (await list()).nodes
    expect(await gateway.query(CUSTOMER, { id: node?.id }, manager.token)).toEqual({ customer: node })
    expect(await gateway.query(CUSTOMER, { id: node?.id }, stranger.token)).toEqual({ customer: null })
  })

  it('is nobody for an id that there is not, or of something else', async () => {
    for (const id of [publicId('customer', manager.userId), publicId('user', manager.userId)]) {
      expect(await gateway.query(CUSTOMER, { id }, manager.token)).toEqual({ customer: null })
    }
  })

  it('is refused for what is no id', async () => {
    for (const id of ['1', '', 'customer_', 'customer_01h455vb4pex5vsknk084sn02Q', manager.userId]) {
      const { status, body } = await gateway.send(CUSTOMER, { id }, manager.token)
      expect(status).toBe(400)
      expect(body.errors).toMatchObject([{ path: ['customer'], extensions: { code: 'BAD_USER_INPUT' } }])
    }
  })

  it('asked for many times in one operation is read once', async () => {
    const ids = (await list()).nodes.map(({ id }) => id).slice(0, 7)
    const fields = ids.map((id, at) => `a${at}: customer(id: "${id}") { id } b${at}: customer(id: "${id}") { name }`)
    gateway.takeStatements()
    await gateway.query(`{ ${fields.join(' ')} }`, {}, manager.token)
    expect(gateway.takeStatements()).toHaveLength(3 + 3)
  })
})
