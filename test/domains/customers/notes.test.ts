import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { addCustomer, type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { type ConnectionAnswer, walkConnection } from '../../support/walk.ts'
import { ADD_NOTE, act, readTables } from './operations.ts'

interface NoteAnswer {
  id: string
  body: string | null
  pinned: boolean
  author: { id: string } | null
}

const NOTES = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  customer(id: $id) { notes(first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id body pinned author { id } } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`

let gateway: TestGateway
let business: Business
let clerk: StaffMember
let observer: StaffMember
let stranger: StaffMember
let customerId: string

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
  clerk = await hire(gateway, business, 'CUSTOMER_SUPPORT')
  observer = await hire(gateway, business, 'OBSERVER')
  stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
})

beforeEach(async () => {
  customerId = await addCustomer(gateway, business)
})

afterAll(() => gateway.stop())

const addNote = (fields: object, by = clerk) => act(gateway, ADD_NOTE, { customerId, ...fields }, by)

async function notes(page: object = { first: 100 }, by = clerk) {
  const answer = await gateway.query<{
    customer: { notes: ConnectionAnswer<NoteAnswer> & { totalCount: number; edges: { cursor: string }[] } }
  }>(NOTES, { id: customerId, ...page }, by.token)
  return answer.customer.notes
}

describe('writing a note', () => {
  it('keeps it with its author, and counts as a change of the customer', async () => {
    const { __typename, customer } = await addNote({ body: '  Allergic to peanuts 🥜\n', pinned: true })
    expect(__typename).toBe('AddCustomerNotePayload')
    expect(customer.version).toBe(2)
    expect((await notes()).nodes).toEqual([
      {
        id: expect.stringMatching(/^note_/),
        body: 'Allergic to peanuts 🥜',
        pinned: true,
        author: { id: publicId('user', clerk.userId) },
      },
    ])
    const [event] = await gateway.sql(
      'select type, aggregate_version, payload from events.domain_events order by position desc limit 1',
    )
    expect(event).toEqual({
      type: 'customer.note_added',
      aggregate_version: 2,
      payload: { noteId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
  })

  it('has room for 4000 characters of any script', async () => {
    const body = '界'.repeat(4_000)
    await addNote({ body })
    expect((await notes()).nodes[0]).toMatchObject({ body, pinned: false })
  })

  it('many at once loses none', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, at) => addNote({ body: `note ${at}` })))
    const { nodes, totalCount } = await notes()
    expect(nodes.map(({ body }) => body).toSorted()).toEqual(Array.from({ length: 10 }, (_, at) => `note ${at}`))
    expect(totalCount).toBe(10)
    const [row] = await gateway.sql('select max(version) as version from customers.customers')
    expect(row).toEqual({ version: 11 })
  })

  it.each<[string, object]>([
    ['empty', { body: ' \n ' }],
    ['of 4001 characters', { body: 'x'.repeat(4_001) }],
  ])('that is %s is refused, and nothing happens', async (_what, fields) => {
    const before = await readTables(gateway)
    expect(await addNote(fields)).toMatchObject({ __typename: 'ValidationError', path: ['body'] })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('about a customer of another business is refused like one about nobody', async () => {
    const before = await readTables(gateway)
    const refused = await addNote({ body: 'hello' }, stranger)
    expect(refused).toMatchObject({ __typename: 'NotFoundError', path: ['customerId'] })
    expect(await addNote({ body: 'hello', customerId: publicId('customer', clerk.userId) })).toEqual(refused)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('by who may only look is refused', async () => {
    const { status } = await gateway.send(ADD_NOTE, { input: { customerId, body: 'hello' } }, observer.token)
    expect(status).toBe(403)
  })
})

describe('the notes of a customer', () => {
  it('are read from the newest to the oldest, from either end, also when they are of one moment', async () => {
    for (let at = 0; at < 7; at += 1) await addNote({ body: `note ${at}` })
    await gateway.sql(`update customers.customer_notes set created_at = date_trunc('minute', created_at)`)
    const sorted = await gateway.sql<{ id: string }>(
      `select id from customers.customer_notes n where customer_id = (select id from customers.customers order by created_at desc limit 1)
       order by n.created_at desc, n.id desc`,
    )
    const expected = sorted.map(({ id }) => publicId('customer note', id))
    expect(expected).toHaveLength(7)
    for (const direction of ['forward', 'backward'] as const) {
      for (const size of [1, 3, 7]) {
        const nodes = await walkConnection(direction, size, notes)
        expect(nodes.map(({ id }) => id)).toEqual(expected)
      }
    }
  })

  it('can be entered at any of their cursors', async () => {
    for (let at = 0; at < 4; at += 1) await addNote({ body: `note ${at}` })
    const { edges, nodes } = await notes()
    expect((await notes({ first: 2, after: edges[1]?.cursor })).nodes).toEqual(nodes.slice(2))
    expect((await notes({ last: 2, before: edges[3]?.cursor })).nodes).toEqual(nodes.slice(1, 3))
  })

  it('have a body for those alone who may read personal data', async () => {
    await addNote({ body: 'secret' })
    const { body } = await gateway.send<{ customer: { notes: { nodes: NoteAnswer[] } } }>(
      NOTES,
      { id: customerId, first: 5 },
      observer.token,
    )
    expect(body.data?.customer.notes.nodes).toMatchObject([{ body: null, pinned: false }])
    expect(body.errors?.map(({ message, path, extensions: { code } }) => ({ message, path, code }))).toEqual([
      {
        message: 'This needs the permission customers:pii:read.',
        path: ['customer', 'notes', 'nodes', 0, 'body'],
        code: 'FORBIDDEN',
      },
    ])
  })

  it('of many customers are read at once, page and count', async () => {
    for (let at = 0; at < 3; at += 1) {
      customerId = await addCustomer(gateway, business)
      await addNote({ body: 'one' })
      await addNote({ body: 'two' })
    }
    gateway.takeStatements()
    const { customers } = await gateway.query<{
      customers: { nodes: { notes: { totalCount: number; nodes: object[] } }[] }
    }>(
      `{ customers(first: 3) { nodes { name notes(first: 1) { totalCount nodes { body author { fullName } } } } } }`,
      {},
      clerk.token,
    )
    expect(customers.nodes.map(({ notes: { totalCount, nodes } }) => [totalCount, nodes.length])).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
    ])
    // Begin; customers, notes, their numbers, authors; commit.
    // The last three record whose notes were read.
    expect(gateway.takeStatements()).toHaveLength(6 + 3)
  })
})
