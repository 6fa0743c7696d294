import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { newId } from '#platform/new-id.ts'
import { addCustomer, createBusiness, hire, type StaffMember } from '../support/business.ts'
import { type AnswerError, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'

let gateway: TestGateway
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  const business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  for (let at = 0; at < 3; at += 1) await addCustomer(gateway, business)
})

afterAll(() => gateway.stop())

interface Refused {
  query: string
  variables?: Record<string, unknown>
  operationName?: string
}

/** The errors over HTTP and over WebSocket, which must be the same but for the id of the request. */
async function refuse({ query, variables = {}, operationName }: Refused): Promise<AnswerError[]> {
  gateway.takeLog()
  const { status, body } = await gateway.request({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${manager.token}` },
    body: JSON.stringify({ query, variables, operationName }),
  })
  const socket = await RawSocket.connect(gateway.url, manager.token)
  const { type, payload } = await socket.ask('1', query, { variables, ...(operationName && { operationName }) })
  await socket.close()
  const overSocket = type === 'error' ? payload : (payload as { errors: unknown }).errors
  const anonymize = (errors: unknown) =>
    (errors as AnswerError[]).map((error) => {
      expect(error.extensions.requestId).toMatch(/^[0-9a-f-]{36}$/)
      return { ...error, extensions: { ...error.extensions, requestId: '' } }
    })
  expect(anonymize(overSocket)).toEqual(anonymize(body.errors))
  expect(status).toBe(400)
  expect(Object.values(body.data ?? {}).filter((value) => value !== null)).toEqual([])
  expect(gateway.takeLog().filter(({ level }) => level === 'error')).toEqual([])
  return body.errors ?? []
}

const codes = (errors: AnswerError[]) => errors.map(({ extensions }) => extensions.code)
const LIST =
  'query ($first: Int, $after: String, $last: Int, $before: String, $sort: CustomerSort! = CREATED_AT_DESC, $filter: CustomerFilter) { customers(first: $first, after: $after, last: $last, before: $before, sort: $sort, filter: $filter) { nodes { id } pageInfo { endCursor } } }'

/** Documents that no gateway should accept, and why. */
const DOCUMENTS: readonly (readonly [what: string, query: string, code: string])[] = [
  ['that is none', 'hello', 'GRAPHQL_PARSE_FAILED'],
  ['that is empty but for a comment', '# nothing', 'GRAPHQL_PARSE_FAILED'],
  ['that ends too early', '{ viewer {', 'GRAPHQL_PARSE_FAILED'],
  ['of more than 2,000 tokens', `{ ${'a '.repeat(2_001)} }`, 'GRAPHQL_PARSE_FAILED'],
  ['of 5,000 levels', `${'{ a '.repeat(5_000)}${'}'.repeat(5_000)}`, 'GRAPHQL_PARSE_FAILED'],
  [
    'of 5,000 lists in each other',
    `{ customers(first: ${'['.repeat(5_000)}${']'.repeat(5_000)}) { nodes { id } } }`,
    'GRAPHQL_PARSE_FAILED',
  ],
  [
    'of 5,000 types in each other',
    `query ($a: ${'['.repeat(5_000)}Int${']'.repeat(5_000)}) { __typename }`,
    'GRAPHQL_PARSE_FAILED',
  ],
  ['of 13 levels', `{ ${'viewer { '.repeat(12)} a ${'} '.repeat(12)} }`, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'of 1,001 fields',
    `{ a: __typename ...F ...F ...F ...F } fragment F on Query { ${'__typename '.repeat(250)} }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['with an unknown field', '{ customerz { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['with an unknown argument', '{ customers(many: 1) { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['with an unknown type', '{ ... on Ghost { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['with an unknown directive', '{ __typename @ghost }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'with a fragment inside itself',
    '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['with an unknown fragment', '{ ...A }', 'GRAPHQL_VALIDATION_FAILED'],
  ['with two fields of one name', '{ a: __typename a: viewer { permissions } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['without the fields of an object', '{ viewer }', 'GRAPHQL_VALIDATION_FAILED'],
  ['with an unknown variable', '{ customer(id: $id) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['with a variable of another type', 'query ($id: Int!) { customer(id: $id) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'with a word that is no choice',
    '{ customers(first: 1, sort: UPWARD) { nodes { id } } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'with a time that is none',
    '{ customers(first: 1, filter: { createdAt: { gte: "yesterday" } }) { nodes { id } } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['with a number that is too large', '{ customers(first: 2147483648) { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'with U+0000 in a text',
    '{ customers(first: 1, filter: { search: "a\\u0000b" }) { nodes { id } } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['with a text of 10,001 characters', `{ customer(id: "${'x'.repeat(10_001)}") { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['with half of a surrogate pair in a text', '{ customer(id: "\\ud83e") { id } }', 'GRAPHQL_PARSE_FAILED'],
  [
    'whose introspection goes in circles',
    '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
]

describe('a document is refused', () => {
  it.each(DOCUMENTS)('%s', async (_what, query, code) => {
    const errors = await refuse({ query })
    expect(new Set(codes(errors))).toEqual(new Set([code]))
    expect(errors.length).toBeLessThanOrEqual(6)
  })

  it('quickly, however large its fragments would be when written out', async () => {
    const fragments = Array.from(
      { length: 60 },
      (_, at) => `fragment F${at} on __Type { a: ofType { ...F${at + 1} } b: ofType { ...F${at + 1} } }`,
    )
    const query = `{ __type(name: "Query") { ...F0 } } ${fragments.join(' ')} fragment F60 on __Type { name }`
    const start = performance.now()
    expect(codes(await refuse({ query }))).toContain('GRAPHQL_VALIDATION_FAILED')
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  it.each<[string, Refused]>([
    ['without the operation of that name', { query: 'query A { __typename }', operationName: 'B' }],
    ['with two operations and no name', { query: 'query A { __typename } query B { __typename }' }],
    ['without any operation', { query: 'fragment A on Query { __typename }' }],
  ])('%s', async (_what, refused) => {
    const [code] = codes(await refuse(refused))
    expect(['OPERATION_RESOLUTION_FAILURE', 'GRAPHQL_VALIDATION_FAILED']).toContain(code)
  })
})

describe('variables are refused', () => {
  it.each<[string, Record<string, unknown>]>([
    ['of another type', { first: 'ten' }],
    ['with a fraction', { first: 1.5 }],
    ['beyond 32 bits', { first: 2_147_483_648 }],
    ['that are a list', { first: [1, 2] }],
    ['that are an object', { first: {} }],
    ['that are true', { first: true }],
    ['with a word that is no choice', { first: 1, sort: 'UPWARD' }],
    ['with null where something must be', { first: 1, sort: null }],
    ['with a choice that is a number', { first: 1, sort: 0 }],
    ['with a time that is none', { first: 1, filter: { createdAt: { gte: '2026-02-30T00:00:00Z' } } }],
    ['with a time without a zone', { first: 1, filter: { createdAt: { gte: '2026-02-03T00:00:00' } } }],
    ['with a time that is a list', { first: 1, filter: { createdAt: { gte: ['2026-02-03T00:00:00Z'] } } }],
    ['with an unknown field', { first: 1, filter: { ghost: 1 } }],
    ['with a filter that is text', { first: 1, filter: 'x' }],
    ['with U+0000', { first: 1, filter: { search: 'a\0b' } }],
    ['with U+0000 where it is never read', { first: 1, unknown: { deep: ['\0'] } }],
    ['with half of a surrogate pair', { first: 1, filter: { search: 'a\ud83e' } }],
    ['with a text of 10,001 characters', { first: 1, filter: { search: 'x'.repeat(10_001) } }],
    ['with a list of 101 entries', { first: 1, filter: { station: { in: Array(101).fill('x') } } }],
    ['nested 40 times', { first: 1, filter: JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) }],
    ['nested 2,000 times', { first: 1, filter: JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`) }],
  ])('%s', async (_what, variables) => {
    const errors = await refuse({ query: LIST, variables })
    expect(new Set(codes(errors))).toEqual(new Set(['BAD_USER_INPUT']))
  })

  it('that are missing', async () => {
    const errors = await refuse({ query: 'query ($id: ID!) { customer(id: $id) { id } }' })
    expect(errors.map(({ message }) => message)).toEqual(['Variable "$id" of required type "ID!" was not provided.'])
  })
})

describe('a page is refused', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['of nothing', {}, 'Give either first or last.'],
    ['from both ends', { first: 1, last: 1 }, 'Give either first or last.'],
    ['of null', { first: null }, 'Give either first or last.'],
    ['of 0', { first: 0 }, 'first must be from 1 to 100, not 0.'],
    ['of -1', { last: -1 }, 'last must be from 1 to 100, not -1.'],
    ['of 101', { first: 101 }, 'first must be from 1 to 100, not 101.'],
    ['of very many', { last: 2_147_483_647 }, 'last must be from 1 to 100, not 2147483647.'],
    ['forward before a cursor', { first: 1, before: 'x' }, 'first goes with after, and last with before.'],
    ['backward after a cursor', { last: 1, after: 'x' }, 'first goes with after, and last with before.'],
  ])('%s', async (_what, variables, message) => {
    const errors = await refuse({ query: LIST, variables })
    expect(errors).toMatchObject([{ message, path: ['customers'], extensions: { code: 'BAD_USER_INPUT' } }])
  })

  it.each<[string, (good: string[]) => unknown]>([
    ['that is empty', () => ''],
    ['that is garbage', () => 'garbage!'],
    ['of garbage', () => Buffer.from('garbage').toString('base64url')],
    ['of another version', ([, ...rest]) => encoded([2, ...rest])],
    ['without the mark of its order', ([version, , ...keys]) => encoded([version, ...keys])],
    ['with too little', (good) => encoded(good.slice(0, -1))],
    ['with too much', (good) => encoded([...good, newId()])],
    ['with an object', ([version, mark, time]) => encoded([version, mark, time, { id: newId() }])],
    ['with a time that is none', ([version, mark, , id]) => encoded([version, mark, 'now()', id])],
    [
      'with a day that there is not',
      ([version, mark, , id]) => encoded([version, mark, '2026-02-30T00:00:00.000Z', id]),
    ],
    [
      'with a year that there was not',
      ([version, mark, , id]) => encoded([version, mark, '0000-01-01T00:00:00.000Z', id]),
    ],
    ['with a time to the second', ([version, mark, , id]) => encoded([version, mark, '2026-01-01T00:00:00Z', id])],
    ['with an id that is none', ([version, mark, time]) => encoded([version, mark, time, "' or true --"])],
    ['that is nested', () => encoded(JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`))],
  ])('after a cursor %s', async (_what, change) => {
    const { customers } = await gateway.query<{ customers: { pageInfo: { endCursor: string } } }>(
      LIST,
      { first: 1 },
      manager.token,
    )
    const good = JSON.parse(Buffer.from(customers.pageInfo.endCursor, 'base64url').toString('utf8')) as string[]
    expect(encoded(good)).toBe(customers.pageInfo.endCursor)
    const errors = await refuse({ query: LIST, variables: { first: 1, after: change(good) } })
    expect(errors).toMatchObject([
      { message: 'The cursor is not one of this list in this order.', path: ['customers'] },
    ])
  })

  it('after a cursor of another list, or of another order of this one', async () => {
    const list = (sort: string) =>
      gateway.query<{ customers: { pageInfo: { endCursor: string } } }>(LIST, { first: 1, sort }, manager.token)
    const { customers } = await list('UPDATED_AT_DESC')
    const { users } = await gateway.query<{ users: { pageInfo: { endCursor: string } } }>(
      '{ users(first: 1) { pageInfo { endCursor } } }',
      {},
      manager.token,
    )
    for (const after of [customers.pageInfo.endCursor, users.pageInfo.endCursor]) {
      const errors = await refuse({ query: LIST, variables: { first: 1, after, sort: 'CREATED_AT_DESC' } })
      expect(errors).toMatchObject([{ message: 'The cursor is not one of this list in this order.' }])
    }
    for (const sort of ['CREATED_AT_ASC', 'UPDATED_AT_ASC', 'CREATED_AT_DESC']) {
      const errors = await refuse({ query: LIST, variables: { first: 1, after: customers.pageInfo.endCursor, sort } })
      expect(codes(errors)).toEqual(['BAD_USER_INPUT'])
    }
  })
})

describe('an id', () => {
  const CUSTOMER = 'query ($id: ID!) { customer(id: $id) { id } }'

  it.each([
    '',
    '1',
    'customer',
    'customer_',
    `customer_${'0'.repeat(25)}`,
    `customer_${'0'.repeat(27)}`,
    `customer_8${'z'.repeat(25)}`,
    `CUSTOMER_${'0'.repeat(26)}`,
    'customer_0123456789ABCDEFGHJKMNPQRS',
    '../../etc/passwd',
    "' or 1=1 --",
  ])('%j is refused', async (id) => {
    const errors = await refuse({ query: CUSTOMER, variables: { id } })
    expect(errors).toMatchObject([{ path: ['customer'], extensions: { code: 'BAD_USER_INPUT' } }])
    expect(errors[0]?.message).toMatch(/^The id of a customer looks like customer_/)
  })

  it('of something else is answered like one that does not exist', async () => {
    const missing = await gateway.send(CUSTOMER, { id: publicId('customer', newId()) }, manager.token)
    const other = await gateway.send(CUSTOMER, { id: publicId('user', manager.userId) }, manager.token)
    expect(missing.body.data).toEqual({ customer: null })
    expect([other.status, other.body.data, other.body.errors]).toEqual([missing.status, missing.body.data, undefined])
  })
})

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
