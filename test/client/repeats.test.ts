import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type CallOptions, GatewayClient } from '../../client/client.ts'
import { fixedToken } from '../../client/tokens.ts'
import {
  CreateCustomerDocument,
  type CreateCustomerInput,
  SignInDocument,
  ViewerDocument,
} from '../operations/admin/generated/graphql.ts'
import { type Business, createBusiness, hire, PASSWORD, type StaffMember } from '../support/business.ts'
import { FlakyProxy, type Mishap, UNAVAILABLE } from '../support/flaky-proxy.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { waitFor } from '../support/wait.ts'

const QUICK = { baseMs: 2, capMs: 10 }

let gateway: TestGateway
let proxy: FlakyProxy
let business: Business
let manager: StaffMember
let client: GatewayClient

beforeAll(async () => {
  gateway = await startTestGateway()
  proxy = await FlakyProxy.before(gateway.url)
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  client = new GatewayClient({ url: `${proxy.url}/graphql`, tokens: fixedToken(manager.token), backoff: QUICK })
})
afterEach(() => {
  proxy.script = []
  proxy.seen.length = 0
})
afterAll(async () => {
  await proxy.stop()
  await gateway.stop()
})

const refused = (code: string, status: number, headers: Record<string, string> = {}): Mishap => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ errors: [{ message: code, extensions: { code } }] }),
})
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )
const create = (name: string, options: CallOptions = {}) => {
  const input: CreateCustomerInput = { stationId: publicId('station', business.stationIds[0]), name }
  return client.run(CreateCustomerDocument, { input }, options)
}
const keys = () => proxy.seen.map(({ headers }) => headers['idempotency-key'])

describe('a query', () => {
  it.each<[string, Mishap]>([
    ['did not get through', 'refuse'],
    ['got through, but not its answer', 'lose'],
    ['found no gateway', UNAVAILABLE],
    ['found a gateway without its database', refused('SERVICE_UNAVAILABLE', 503)],
    ['came too often', refused('RATE_LIMITED', 429)],
    ['came too often for a balancer', { status: 429 }],
    ['took the database too long', refused('TIMEOUT', 504)],
    ['was answered by a broken gateway', { status: 502, body: 'Bad Gateway' }],
  ])('is repeated when it %s', async (_what, mishap) => {
    proxy.script = [mishap, mishap]
    const { viewer } = await client.run(ViewerDocument, {})
    expect(viewer?.user.email).toBe(manager.email)
    expect(proxy.seen).toHaveLength(3)
    expect(keys()).toEqual([undefined, undefined, undefined])
  })

  it.each<[string, Mishap]>([
    ['FORBIDDEN', refused('FORBIDDEN', 403)],
    ['BAD_USER_INPUT', refused('BAD_USER_INPUT', 400)],
    ['COST_EXCEEDED', refused('COST_EXCEEDED', 400)],
    ['INTERNAL_SERVER_ERROR', refused('INTERNAL_SERVER_ERROR', 500)],
    ['BAD_ANSWER', { status: 404, body: '<html>' }],
  ])('is not repeated when repeating does not help: %s', async (code, mishap) => {
    proxy.script = [mishap]
    expect(await codeOf(client.run(ViewerDocument, {}))).toBe(code)
    expect(proxy.seen).toHaveLength(1)
  })

  it('is not repeated for ever', async () => {
    proxy.script = Array.from({ length: 10 }, () => UNAVAILABLE)
    expect(await codeOf(client.run(ViewerDocument, {}))).toBe('BAD_ANSWER')
    expect(proxy.seen).toHaveLength(6)
  })

  it('is repeated no sooner than the gateway asks for', async () => {
    proxy.script = [refused('RATE_LIMITED', 429, { 'retry-after': '1' })]
    const startedAt = performance.now()
    await client.run(ViewerDocument, {})
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990)
  })

  it('is not repeated when that would be after its time', async () => {
    proxy.script = [refused('SERVICE_UNAVAILABLE', 503, { 'retry-after': '60' })]
    const startedAt = performance.now()
    expect(await codeOf(client.run(ViewerDocument, {}))).toBe('SERVICE_UNAVAILABLE')
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('waits while another has been told to come later', async () => {
    const answered: number[] = []
    const watched = new GatewayClient({
      url: `${proxy.url}/graphql`,
      fetch: async (...parameters) => {
        const response = await fetch(...parameters)
        answered.push(response.status)
        return response
      },
    })
    proxy.script = [refused('RATE_LIMITED', 429, { 'retry-after': '1' })]
    const startedAt = performance.now()
    const first = watched.run(ViewerDocument, {})
    await waitFor('the refusal', () => answered.length === 1)
    await watched.run(ViewerDocument, {})
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990)
    await first
  })
})

describe('a mutation', () => {
  it('carries a key of its own, the same over all attempts', async () => {
    proxy.script = [
      'refuse',
      UNAVAILABLE,
      refused('SERVICE_UNAVAILABLE', 503),
      refused('OUTCOME_UNKNOWN', 503),
      refused('IDEMPOTENCY_IN_PROGRESS', 409),
    ]
    await create('Ada')
    await create('Grace')
    const [first, ...others] = keys()
    expect(first).toMatch(/^"[0-9a-f-]{36}"$/)
    expect(others.slice(0, 5)).toEqual([first, first, first, first, first])
    expect(others[5]).toMatch(/^"[0-9a-f-]{36}"$/)
    expect(others[5]).not.toBe(first)
    expect(others).toHaveLength(6)
  })

  it('carries the key that the app has kept for it', async () => {
    await create('Ada', { idempotencyKey: 'form-2026-11-21-0001' })
    expect(keys()).toEqual(['"form-2026-11-21-0001"'])
  })

  it('without a key is repeated only when nothing was done', async () => {
    const withoutKey = { idempotencyKey: null }
    for (const mishap of ['refuse', 'lose', UNAVAILABLE, refused('OUTCOME_UNKNOWN', 503)] satisfies Mishap[]) {
      proxy.script = [mishap]
      expect(await codeOf(create('Ada', withoutKey))).not.toBe('done')
    }
    expect(proxy.seen).toHaveLength(4)
    for (const code of ['SERVICE_UNAVAILABLE', 'RATE_LIMITED']) {
      proxy.script = [refused(code, 503)]
      expect(await codeOf(create('Ada', withoutKey))).toBe('done')
    }
    expect(proxy.seen).toHaveLength(8)
    expect(new Set(keys())).toEqual(new Set([undefined]))
  })

  it('of nobody has no key: it is not repeated once it may have been done', async () => {
    const nobody = new GatewayClient({ url: `${proxy.url}/graphql`, backoff: QUICK })
    proxy.script = ['lose']
    const input = { email: manager.email, password: PASSWORD }
    expect(await codeOf(nobody.run(SignInDocument, { input }))).toBe('NETWORK_ERROR')
    expect(await nobody.run(SignInDocument, { input })).toMatchObject({ signIn: { __typename: 'SignInPayload' } })
    expect(keys()).toEqual([undefined, undefined])
  })
})
