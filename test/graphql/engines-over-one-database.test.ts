import { type FormattedExecutionResult, getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { addBooking, addCustomer, type BookingScene, openBookingScene } from '../support/bookings.ts'
import { hire, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { comparable } from './comparable-answer.ts'

let scene: BookingScene
let jit: TestGateway
let reference: TestGateway
let observer: StaffMember

beforeAll(async () => {
  scene = await openBookingScene({ engine: 'jit' })
  jit = scene.gateway
  const { database, secrets } = jit
  reference = await startTestGateway({ engine: 'reference', database, secrets })
  observer = await hire(jit, scene.business, 'OBSERVER')
  for (let at = 0; at < 4; at += 1) await addBooking({ ...scene, customerId: await addCustomer(scene) })
})

afterAll(async () => {
  await reference.stop()
  await jit.stop()
})

interface Sent {
  query: string
  variables?: object
  token?: string | undefined
}

/** Sends it to both; gives what both answer, data and errors. */
async function compare({ query, variables = {}, token }: Sent) {
  const answers = await Promise.all([jit, reference].map((gateway) => gateway.send(query, variables, token)))
  const [one, other] = answers.map(({ status, headers, body }) => {
    const { extensions: _, ...result } = body
    for (const { extensions } of result.errors ?? []) extensions.requestId = ''
    return { status, type: headers.get('content-type'), ...comparable(result as FormattedExecutionResult) }
  })
  expect(one).toEqual(other)
  return answers[0]?.body ?? {}
}

const PAGE =
  'query ($first: Int, $after: String, $last: Int, $before: String, $sort: CustomerSort! = CREATED_AT_ASC, $filter: CustomerFilter)'
const NODE = 'id name version tags tonePreference createdAt station { code organization { slug } }'

const QUERIES: readonly (readonly [what: string, query: string])[] = [
  ['fields under other names', '{ a: viewer { b: user { c: fullName d: fullName } } __typename e: __typename }'],
  ['one field twice', '{ viewer { user { id } } viewer { user { fullName id } } }'],
  [
    'a list with everything around it',
    `query ($sort: CustomerSort! = CREATED_AT_ASC) { customers(first: 2, sort: $sort) { totalCount nodes { ${NODE} } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  ],
  [
    'lists in lists',
    '{ customers(first: 3) { nodes { id notes(first: 2) { totalCount nodes { body author { roles { code station { code } } } } } bookings(first: 2) { nodes { reference status customer { id } } } } } }',
  ],
  ['the same list twice', '{ a: customers(first: 1) { nodes { id } } b: customers(last: 1) { nodes { id } } }'],
  [
    'literals of all kinds',
    '{ customers(first: 3, sort: UPDATED_AT_ASC, filter: { createdAt: { gte: "2020-01-01T00:00:00Z", lt: null }, search: "ada" }) { totalCount nodes { id } } }',
  ],
  [
    'named fragments',
    '{ customers(first: 2) { ...Page } } fragment Page on CustomerConnection { nodes { ...Who ...Where } totalCount } fragment Who on Customer { id name } fragment Where on Customer { station { code } id }',
  ],
  [
    'filters in filters',
    '{ customers(first: 3, filter: { OR: [{ tags: { has: "vip" } }, { NOT: { createdAt: { lt: "2020-01-01T00:00:00Z" } } }] }) { totalCount nodes { id } } }',
  ],
  ['fragments without a name', '{ ... { viewer { ... on Viewer { user { ... { id } } } } } }'],
  ['what introspection tells', getIntrospectionQuery()],
  ['one type', '{ __type(name: "Customer") { name kind fields { name type { name kind ofType { name } } } } }'],
]

const REFUSED: readonly (readonly [what: string, sent: Sent])[] = [
  ['variables that are missing', { query: 'query ($id: ID!) { customer(id: $id) { id } }' }],
  [
    'variables that are wrong',
    {
      query:
        'query ($first: Int, $sort: CustomerSort!, $filter: CustomerFilter) { customers(first: $first, sort: $sort, filter: $filter) { totalCount } }',
      variables: { first: 'x', sort: 'UP', filter: { ghost: 1 } },
    },
  ],
  [
    'a time that is none',
    {
      query: 'query ($at: DateTime) { customers(first: 1, filter: { createdAt: { gte: $at } }) { totalCount } }',
      variables: { at: '2026-02-30T00:00:00Z' },
    },
  ],
  [
    'null where something must be',
    {
      query: 'query ($sort: CustomerSort = CREATED_AT_ASC) { customers(first: 1, sort: $sort) { totalCount } }',
      variables: { sort: null },
    },
  ],
  ['an unknown operation', { query: 'query A { __typename } query B { __typename }' }],
  [
    'an argument that a resolver refuses',
    { query: '{ customers(first: 101) { nodes { id } } viewer { permissions } }' },
  ],
  [
    'an argument that a nested resolver refuses',
    { query: '{ customers(first: 2) { nodes { id notes(first: 0) { totalCount } } } viewer { permissions } }' },
  ],
  [
    'an id that is none',
    { query: '{ a: customer(id: "1") { id } b: customer(id: "customer_00000000000000000000000000") { id } }' },
  ],
]

describe('both engines answer alike', () => {
  it.each(QUERIES)('to %s', async (_what, query) => {
    const { data, errors } = await compare({ query, token: scene.manager.token })
    expect(errors).toBeUndefined()
    expect(data).toBeTruthy()
  })

  it('to conditions, in fields and in fragments', async () => {
    const query = `query ($yes: Boolean!, $no: Boolean = false) { customers(first: 2) {
      nodes { id @include(if: $yes) name @skip(if: $yes) ...Tags @include(if: $no) ...Tags ... @skip(if: $no) { version } }
      totalCount @include(if: $no) } } fragment Tags on Customer { tags locale @include(if: $yes) }`
    for (const [yes, no] of [
      [true, false],
      [false, true],
      [true, true],
      [false, undefined],
    ]) {
      const { data } = await compare({ query, variables: { yes, no }, token: scene.manager.token })
      expect(data).toBeTruthy()
    }
  })

  it('to variables with and without a default, given, left out and null', async () => {
    const query = `${PAGE} { customers(first: $first, after: $after, last: $last, before: $before, sort: $sort, filter: $filter) { nodes { id } pageInfo { endCursor } } }`
    const { token } = scene.manager
    const filters = [
      {},
      null,
      { search: 'ada' },
      { tags: { has: null } },
      { NOT: { search: 'ada' }, OR: [{ createdAt: { lt: '2020-01-01T00:00:00.000Z' } }, {}], AND: [] },
      { createdAt: { gte: '2020-01-01T00:00:00.000Z' } },
      { station: { in: [publicId('station', scene.stationId)] } },
    ]
    for (const filter of filters) {
      expect((await compare({ query, variables: { first: 5, filter }, token })).errors).toBeUndefined()
    }
    for (const variables of [
      { first: 1 },
      { last: 2 },
      { first: 1, sort: 'UPDATED_AT_DESC' },
      { first: 1, after: null },
    ]) {
      expect((await compare({ query, variables, token })).errors).toBeUndefined()
    }
  })

  it('to whatever has an id, of one kind or several', async () => {
    const { token, userId } = scene.manager
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Customer { called: name station { id code } }
      ... on Station { id name } ...Person } } fragment Person on User { fullName email }`
    const ids = [publicId('customer', scene.customerId), publicId('user', userId), publicId('station', scene.stationId)]
    const { data } = await compare({ query, variables: { ids: [...ids, publicId('booking', userId)] }, token })
    expect(data?.nodes).toMatchObject([
      { __typename: 'Customer' },
      { __typename: 'User' },
      { __typename: 'Station' },
      null,
    ])
    const { errors } = await compare({ query, variables: { ids: [ids[0], 'no id'] }, token })
    expect(errors).toHaveLength(1)
  })

  it('to variables inside of literals, given and left out', async () => {
    const query =
      'query ($tag: String, $id: ID!, $from: DateTime) { customers(first: 5, filter: { tags: { has: $tag }, station: { in: [$id] }, createdAt: { gte: $from } }) { totalCount } }'
    const id = publicId('station', scene.stationId)
    for (const variables of [{ id }, { id, tag: null }, { id, tag: 'vip' }, { id, from: '2020-01-01T00:00:00Z' }]) {
      expect((await compare({ query, variables, token: scene.manager.token })).errors).toBeUndefined()
    }
  })

  it.each(REFUSED)('to %s', async (_what, sent) => {
    const { errors } = await compare({ ...sent, token: scene.manager.token })
    expect(errors?.length).toBeGreaterThan(0)
  })

  it('to somebody who may not read all of it', async () => {
    const query = '{ customers(first: 3) { totalCount nodes { id name email notes(first: 1) { totalCount } tags } } }'
    const { data, errors } = await compare({ query, token: observer.token })
    expect(errors?.length).toBe(6)
    expect(data).toBeTruthy()
    await compare({
      query: '{ customers(first: 1, filter: { search: "x" }) { totalCount } viewer { permissions } }',
      token: observer.token,
    })
    await compare({ query: '{ viewer { permissions } customers(first: 1) { totalCount } }' })
    await compare({ query: '{ viewer { permissions } __typename }' })
  })
})
