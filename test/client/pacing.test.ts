import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { GatewayClient } from '../../client/client.ts'
import type { TypedDocument } from '../../client/documents.ts'
import { fixedToken } from '../../client/tokens.ts'
import { sendOnce } from '../../client/transport.ts'
import { Deadline } from '../../client/waiting.ts'
import { allowEverybody } from '../support/allowances.ts'
import { addCustomer, type Business, createBusiness, hire, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { byPost } from '../support/transports.ts'

/** Room for four pages at once; afterwards for four in a second. */
const ALLOWANCE = { operation: 60, limit: 60, restorePerSecond: 60, concurrency: 20 }
/** Asks for 15 points, and costs them. */
const PAGE = '{ customers(first: 10) { nodes { id } } }'
const document = { toString: () => PAGE } as TypedDocument<Record<string, unknown>, object>

let gateway: TestGateway
let business: Business
let manager: StaffMember
let statuses: number[] = []

beforeAll(async () => {
  gateway = await startTestGateway({ allowances: allowEverybody(ALLOWANCE) })
  business = await createBusiness(gateway)
  for (let at = 0; at < 10; at += 1) await addCustomer(gateway, business)
})
/** Every test has a budget of its own. */
beforeEach(async () => {
  manager = await hire(gateway, business, 'STATION_MANAGER')
  statuses = []
})
afterAll(() => gateway.stop())

const endpoint = () => `${gateway.url}/graphql`
const headers = () => ({ authorization: `Bearer ${manager.token}`, 'content-type': 'application/json' })

function createClient(): GatewayClient {
  return new GatewayClient({
    url: endpoint(),
    tokens: fixedToken(manager.token),
    fetch: async (...parameters) => {
      const response = await fetch(...parameters)
      statuses.push(response.status)
      return response
    },
  })
}

it('a client that knows the cost of what it asks never runs into the limit', async () => {
  const client = createClient()
  await client.run(document, {})
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: 11 }, () => client.run(document, {})))
  expect(statuses).toEqual(Array(12).fill(200))
  // 180 points, of which 60 were there, and 60 come back in a second.
  expect(performance.now() - startedAt).toBeGreaterThan(1_700)
})

it('a client that meets the limit, because others spend as well, waits as long as it is told to', async () => {
  const spend = () => byPost(endpoint(), { query: PAGE }, headers())
  expect((await Promise.all([spend(), spend(), spend(), spend()])).map(({ status }) => status)).toEqual(
    Array(4).fill(200),
  )
  const startedAt = performance.now()
  expect(Object.keys(await createClient().run(document, {}))).toEqual(['customers'])
  expect(statuses).toEqual([429, 200])
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990)
})

it('a client reads from the headers what the extensions of an answer say', async () => {
  const request = { url: endpoint(), headers: headers(), body: { query: PAGE } }
  const withoutExtensions: typeof fetch = async (...parameters) => {
    const response = await fetch(...parameters)
    const { data } = (await response.json()) as { data: object }
    return new Response(JSON.stringify({ data }), { headers: response.headers })
  }
  const budget = { limit: 60, restorePerSecond: 60 }
  const { budget: told, requested } = await sendOnce(fetch, request, new Deadline(5_000))
  const { budget: read } = await sendOnce(withoutExtensions, request, new Deadline(5_000))
  expect([requested, told, read]).toMatchObject([15, budget, budget])
  // What was there but for this page, and what has come back since.
  expect(told?.remaining).toBeGreaterThanOrEqual(45)
  expect(told?.remaining).toBeLessThan(60)
  expect(read?.remaining).toBeGreaterThanOrEqual(30)
  expect(read?.remaining).toBeLessThan(60)
})
