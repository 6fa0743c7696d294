import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildSchema } from '#graphql/schema.ts'
import type { Viewer } from '#kernel/viewer.ts'
import { createAgeingSchema } from '../support/ageing-schema.ts'
import { anyCost } from '../support/allowances.ts'
import { ChosenClock } from '../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { openSocket } from '../support/socket.ts'
import { byPost, bySocket } from '../support/transports.ts'

const nothing = { stationIds: [], organizationIds: [], grants: new Map() }
const viewers: Readonly<Record<string, Viewer>> = {
  'token-of-a-user': { kind: 'user', userId: 'u', sessionId: 's', ...nothing },
  'token-of-a-partner': { kind: 'partner', apiKeyId: 'k1', plan: 'STANDARD', ...nothing },
}

const OLD = '{ guest { name shoeSize } guests(limit: 1) { fullName } }'
const TOLD = [
  { coordinate: 'Guest.shoeSize', reason: 'Nobody asks.', sunset: null },
  { coordinate: 'Query.guests(limit:)', reason: 'Use first. Sunset 2027-05-01', sunset: '2027-05-01' },
]

const clock = new ChosenClock()
let gateway: TestGateway
let endpoint: string
let startedAt: number

beforeAll(async () => {
  startedAt = Math.floor(clock.now().getTime() / 1_000)
  gateway = await startTestGateway({
    clock,
    schemaOf: (audience) => (audience === 'public' ? createAgeingSchema() : buildSchema(audience)),
    decorateAuthenticator: () => ({
      authenticate: async (token) => {
        const viewer = viewers[token]
        return viewer ? { viewer, expiresAt: new Date(clock.now().getTime() + 3_600_000), authVersion: 1 } : null
      },
    }),
  })
  endpoint = `${gateway.url}/public/graphql`
})
afterEach(() => gateway.takeLog())
afterAll(() => gateway.stop())

async function post(query: string, headers: Record<string, string> = {}, variables = {}) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  const { extensions } = (await response.json()) as { extensions: Record<string, unknown> }
  const headerOf = (name: string) => response.headers.get(name)
  return { deprecations: extensions.deprecations, deprecation: headerOf('deprecation'), sunset: headerOf('sunset') }
}

const countsOf = (client: string) =>
  Object.fromEntries(
    gateway.gateway
      .deprecatedUses()
      .filter((use) => use.client === client)
      .map(({ coordinate, count }) => [coordinate, count]),
  )

const reports = () => gateway.takeLog().filter(({ message }) => message === 'a deprecated part of the API is used')

describe('an operation that uses what is going away', () => {
  it('is told so in its answer and in the headers', async () => {
    const { deprecations, deprecation, sunset } = await post(OLD)
    expect(deprecations).toEqual(TOLD)
    expect(sunset).toBe('Sat, 01 May 2027 00:00:00 GMT')
    const since = Number(/^@(\d+)$/.exec(deprecation ?? '')?.[1])
    expect(since).toBeGreaterThanOrEqual(startedAt)
    expect(since).toBeLessThanOrEqual(Math.ceil(clock.now().getTime() / 1_000))
    // The same for as long as the process runs.
    expect((await post('{ guest { shoeSize } }')).deprecation).toBe(deprecation)
  })

  it('has the first day of several in the header, and none where none is set', async () => {
    expect((await post('query ($f: Filter) { guests(limit: 1, filter: $f) { shoeSize } named { name } }')).sunset).toBe(
      'Mon, 01 Mar 2027 00:00:00 GMT',
    )
    const undated = await post('{ guest { shoeSize } }')
    expect(undated.deprecation).toMatch(/^@\d+$/)
    expect(undated.sunset).toBeNull()
  })

  it('may do so in its variables', async () => {
    const query = 'query ($f: Filter) { guests(filter: $f) { fullName } }'
    expect((await post(query, {}, { f: { range: { size: 1 } } })).deprecations).toMatchObject([
      { coordinate: 'Range.size' },
    ])
    expect(await post(query, {}, { f: { range: { to: 1 } } })).toEqual({
      deprecations: undefined,
      deprecation: null,
      sunset: null,
    })
  })

  it('is told so over WebSocket too', async () => {
    expect((await bySocket(endpoint, { query: OLD })).extensions).toEqual({
      cost: anyCost,
      requestId: expect.any(String),
      deprecations: TOLD,
    })
    expect((await bySocket(endpoint, { query: '{ fresh }' })).extensions).toEqual({
      requestId: expect.any(String),
      cost: anyCost,
    })
  })

  it('is not executed, and so not told, when it is refused', async () => {
    const { codes, extensions } = await byPost(endpoint, { query: '{ guest { shoeSize } nothing }' })
    expect(codes).toEqual(['GRAPHQL_VALIDATION_FAILED'])
    expect(extensions).not.toHaveProperty('deprecations')
  })
})

describe('a subscription to what is going away', () => {
  it('is told so with its first message, and counts once', async () => {
    const socket = openSocket(`${gateway.url}/public`)
    const before = countsOf('anonymous')['Subscription.ticks'] ?? 0
    const ticks = socket.subscribe('subscription { ticks }')
    expect(await ticks.next()).toEqual({
      data: { ticks: 1 },
      extensions: {
        cost: anyCost,
        deprecations: [
          { coordinate: 'Subscription.ticks', reason: 'Use tocks. Sunset 2027-09-01', sunset: '2027-09-01' },
        ],
      },
    })
    expect(await ticks.next()).toEqual({ data: { ticks: 2 }, extensions: { cost: anyCost } })
    expect(await ticks.next()).toEqual({ data: { ticks: 3 }, extensions: { cost: anyCost } })
    expect(countsOf('anonymous')['Subscription.ticks']).toBe(before + 1)
    await socket.close()
  })
})

describe('the use of what is going away', () => {
  it('counts for the client that names itself, else for who it signs in as', async () => {
    await post(OLD, { 'apollographql-client-name': 'chef-ios' })
    await post(OLD, { 'graphql-client-name': 'chef-ios' })
    await bySocket(endpoint, { query: '{ guest { shoeSize } }' }, { 'graphql-client-name': 'chef-ios' })
    await post(OLD, { authorization: 'Bearer token-of-a-user' })
    await post(OLD, { authorization: 'Bearer token-of-a-partner' })
    expect(countsOf('chef-ios')).toEqual({ 'Guest.shoeSize': 3, 'Query.guests(limit:)': 2 })
    expect(countsOf('user')).toEqual({ 'Guest.shoeSize': 1, 'Query.guests(limit:)': 1 })
    expect(countsOf('API key k1')).toEqual({ 'Guest.shoeSize': 1, 'Query.guests(limit:)': 1 })
  })

  it('leaves a line in the log for each client and coordinate, once an hour', async () => {
    const use = (name: string) => post('{ guest { shoeSize } }', { 'graphql-client-name': name })
    const lines = () => reports().map(({ level, fields }) => [level, fields])
    const line = (client: string, count: number) => [
      'warn',
      { client, coordinate: 'Guest.shoeSize', sunset: null, count },
    ]
    await use('first')
    await use('first')
    await use('second')
    expect(lines()).toEqual([line('first', 1), line('second', 1)])
    clock.pass(3_599)
    await use('first')
    expect(lines()).toEqual([])
    clock.pass(2)
    await use('first')
    expect(lines()).toEqual([line('first', 4)])
  })
})
