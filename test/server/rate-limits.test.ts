import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { giveKey } from '../support/api-keys.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember, signIn } from '../support/business.ts'
import { StillClock } from '../support/chosen-clock.ts'
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { byGet, byPost, bySocket, type TransportAnswer, transports } from '../support/transports.ts'

const operation = 120
const limit = 120
const STAFF = { operation, limit, restorePerSecond: 10, concurrency: 3 }
const TRIAL = { ...STAFF, limit: 60, operation: 15 }
const STANDARD = { ...STAFF, limit: 200, restorePerSecond: 20 }
const ANONYMOUS = { operation: 100, limit: 100, restorePerSecond: 10, concurrency: 2 }

/** Asks for 15 points, and costs 5 where there is none. */
const PAGE = '{ customers(first: 10) { nodes { id } } }'
const RATE_LIMIT = '{ rateLimit { limit remaining restorePerSecond resetAt concurrency perOperation } }'

const clock = new StillClock()
let gateway: TestGateway
let business: Business
let manager: StaffMember

beforeAll(async () => {
  const allowances = { ANONYMOUS, STAFF, TRIAL, STANDARD, ENTERPRISE: STANDARD }
  gateway = await startTestGateway({ clock, allowances, trustedProxies: ['127.0.0.1'] })
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})
/** Every test begins with full budgets. */
afterEach(() => clock.pass(60))
afterAll(() => gateway.stop())

const endpoint = () => `${gateway.url}/graphql`
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const from = (address: string) => ({ 'x-forwarded-for': address })
const cost = ({ extensions }: TransportAnswer) => extensions?.cost
const send = (query: string, token: string): Promise<Answer> => gateway.send(query, {}, token)

/** Spends so many points of the budget, each page 5. */
async function spend(points: number, token: string): Promise<void> {
  for (let spent = 0; spent < points; spent += 5) expect((await send(PAGE, token)).status).toBe(200)
}

describe('every answer', () => {
  it.each(transports)('over %s tells what it asked for, what it cost, and what is left', async (_name, ask) => {
    const answer = await ask(endpoint(), { query: PAGE }, bearer(manager.token))
    expect(answer.data).toEqual({ customers: { nodes: [] } })
    expect(cost(answer)).toEqual({ requested: 15, actual: 5, limit, remaining: limit - 5, restorePerSecond: 10 })
  })

  it.each([
    ['POST', byPost],
    ['GET', byGet],
  ])('over %s tells it also where the document is refused, which costs its address five points', async (_name, ask) => {
    const own = { requested: 0, actual: 0, limit, remaining: limit, restorePerSecond: 10 }
    expect(cost(await ask(endpoint(), { query: '{ nothing }' }, bearer(manager.token)))).toEqual(own)
    const atAddress = { requested: 0, actual: 0, limit: 100, restorePerSecond: 10 }
    expect(cost(await ask(endpoint(), { query: '{ nothing }' }))).toEqual({ ...atAddress, remaining: 90 })
    expect(cost(await ask(endpoint(), { documentId: 'x', query: '{ a }' }))).toEqual({ ...atAddress, remaining: 85 })
    expect(cost(await ask(endpoint(), {}))).toEqual({ ...atAddress, remaining: 80 })
  })

  it('over HTTP tells the policy and what is left in its headers, whoever asks', async () => {
    const { headers } = await send(PAGE, manager.token)
    expect(headers.get('ratelimit-policy')).toBe(
      '"points";q=120;qu="points";w=12, "concurrency";q=3;qu="concurrent-requests"',
    )
    expect(headers.get('ratelimit')).toBe('"points";r=115;t=1, "concurrency";r=3')
    const anonymous = await gateway.request({ method: 'PUT' })
    expect([anonymous.status, anonymous.headers.get('ratelimit')]).toEqual([
      405,
      '"points";r=95;t=1, "concurrency";r=2',
    ])
    const elsewhere = await fetch(`${gateway.url}/healthz`)
    expect(elsewhere.headers.has('ratelimit')).toBe(false)
  })
})

describe('an operation for which too few points are left', () => {
  it('is refused with the same error on every transport, says when to come back, and then is not', async () => {
    await spend(limit - 10, manager.token)
    gateway.takeStatements()
    const error = ['The operation asks for 15 points, of which 10 remain.']
    for (const [, ask] of transports) {
      const answer = await ask(endpoint(), { query: PAGE }, bearer(manager.token))
      expect(answer).toMatchObject({ data: undefined, codes: ['RATE_LIMITED'], messages: error })
      expect(cost(answer)).toEqual({ requested: 15, actual: 0, limit, remaining: 10, restorePerSecond: 10 })
    }
    const { status, headers, body } = await send(PAGE, manager.token)
    expect([status, headers.get('retry-after'), body.errors?.[0]?.extensions.retryAfter]).toEqual([429, '1', 1])
    expect(headers.get('ratelimit')).toBe('"points";r=10;t=1, "concurrency";r=3')
    expect(gateway.takeStatements()).toEqual([])
    clock.pass(1)
    expect((await send(PAGE, manager.token)).status).toBe(200)
  })

  it('can still ask what is left, for nothing', async () => {
    await spend(limit - 10, manager.token)
    const resetAt = new Date(clock.now().getTime() + 11_000).toISOString()
    for (const [, ask] of transports) {
      const answer = await ask(endpoint(), { query: RATE_LIMIT }, bearer(manager.token))
      expect(answer.data).toEqual({
        rateLimit: { limit, remaining: 10, restorePerSecond: 10, resetAt, concurrency: 3, perOperation: 120 },
      })
      expect(cost(answer)).toMatchObject({ requested: 0, actual: 0, remaining: 10 })
    }
  })
})

describe('an operation that asks for more than any may cost', () => {
  it('is refused before it is executed, with the same error on every transport', async () => {
    gateway.takeStatements()
    for (const [, ask] of transports) {
      const query = 'query ($first: Int) { customers(first: $first) { nodes { station { id } } } }'
      const answer = await ask(endpoint(), { query, variables: { first: 60 } }, bearer(manager.token))
      expect(answer).toMatchObject({
        codes: ['COST_EXCEEDED'],
        messages: ['The operation asks for 125 points; one may cost 120. Ask for shorter pages, or for less in them.'],
      })
      expect(cost(answer)).toMatchObject({ requested: 125, actual: 0, remaining: limit })
    }
    expect(gateway.takeStatements()).toEqual([])
    const { status, body } = await send('{ customers(first: 58) { nodes { station { id } } } }', manager.token)
    expect(status).toBe(400)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'COST_EXCEEDED', requested: 121, limit: 120 })
  })
})

describe('a budget', () => {
  it('is one for all sessions, APIs and transports of a person, and nobody else’s', async () => {
    const other = await signIn(gateway, manager.email)
    const onChef = await signIn(gateway.on('chef'), manager.email)
    const colleague = await hire(gateway, business, 'STATION_MANAGER')
    clock.pass(60)
    await spend(20, manager.token)
    await bySocket(endpoint(), { query: PAGE }, bearer(other.token))
    const remaining = async (token: string) => cost(await byGet(endpoint(), { query: RATE_LIMIT }, bearer(token)))
    expect(await remaining(manager.token)).toMatchObject({ remaining: limit - 25 })
    const chefs = await byPost(`${gateway.url}/chef/graphql`, { query: RATE_LIMIT }, bearer(onChef.token))
    expect(cost(chefs)).toMatchObject({ limit, remaining: limit - 25 })
    expect(await remaining(colleague.token)).toMatchObject({ remaining: limit })
  })

  it.each(['TRIAL', 'STANDARD'] as const)('of an API key is as large as its plan, here %s', async (plan) => {
    const owner = await hireOwner(gateway, business)
    const { key } = await giveKey(gateway, owner, business, { plan })
    clock.pass(60)
    const other = await giveKey(gateway, owner, business, { plan })
    const allowance = plan === 'TRIAL' ? TRIAL : STANDARD
    const partners = `${gateway.url}/public/graphql`
    const query = '{ menu(first: 10) { nodes { id } } }'
    const answer = await byPost(partners, { query }, bearer(key))
    const { limit: full, restorePerSecond } = allowance
    expect(cost(answer)).toEqual({ requested: 15, actual: 5, limit: full, remaining: full - 5, restorePerSecond })
    expect(cost(await bySocket(partners, { query }, bearer(key)))).toMatchObject({ remaining: full - 10 })
    expect(cost(await byPost(partners, { query: RATE_LIMIT }, bearer(other.key)))).toMatchObject({ remaining: full })
  })

  it('of nobody is that of the address, an IPv6 network counting as one, as trusted proxies tell it', async () => {
    const ask = async (address: string, query = PAGE) => cost(await byPost(endpoint(), { query }, from(address)))
    expect(await ask('192.0.2.7')).toMatchObject({ limit: 100, remaining: 95 })
    expect(await ask('192.0.2.7')).toMatchObject({ remaining: 90 })
    expect(await ask('192.0.2.8')).toMatchObject({ remaining: 95 })
    expect(await ask('2001:db8::1')).toMatchObject({ remaining: 95 })
    expect(await ask('2001:db8::ffff:1')).toMatchObject({ remaining: 90 })
    expect(await ask('2001:db8:0:1::1')).toMatchObject({ remaining: 95 })
  })
})

describe('whoever sends what has to be refused', () => {
  it('is answered unread after a while, but for what is known to be right', async () => {
    const address = from('192.0.2.66')
    const ask = (query: string) => byPost(endpoint(), { query }, address)
    expect((await ask('{ __typename }')).status).toBe(200)
    for (let at = 0; at < 19; at += 1) expect((await ask(`{ unknown${at} }`)).status).toBe(400)
    const message = 'Too much has come from this address for a new document to be read.'
    for (const send of [byPost, byGet]) {
      const answer = await send(endpoint(), { query: '{ another }' }, address)
      expect(answer).toMatchObject({ status: 429, codes: ['RATE_LIMITED'], messages: [message] })
    }
    const socket = await RawSocket.connect(gateway.url, undefined, { headers: address })
    const refused = { message, extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }
    expect(await socket.ask('1', '{ another }')).toMatchObject({ type: 'error', payload: [refused] })
    await socket.close()
    expect((await ask('{ __typename }')).status).toBe(200)
    const neighbour = await byPost(endpoint(), { query: '{ another }' }, from('192.0.2.67'))
    expect(neighbour.codes).toEqual(['GRAPHQL_VALIDATION_FAILED'])
    clock.pass(1)
    expect((await ask('{ another }')).codes).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  })
})
