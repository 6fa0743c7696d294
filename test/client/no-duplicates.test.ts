import { afterAll, beforeAll, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { GatewayClient } from '../../client/client.ts'
import { fixedToken } from '../../client/tokens.ts'
import { CreateCustomerDocument } from '../operations/admin/generated/graphql.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../support/business.ts'
import { FlakyProxy, type Mishap, UNAVAILABLE } from '../support/flaky-proxy.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const CUSTOMERS = 60
/** In this order over and over. */
const MISHAPS: readonly Mishap[] = ['lose', 'pass', 'refuse', 'lose', UNAVAILABLE, 'pass', 'lose']

let gateway: TestGateway
let proxy: FlakyProxy
let business: Business
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  proxy = await FlakyProxy.before(gateway.url)
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})
afterAll(async () => {
  await proxy.stop()
  await gateway.stop()
})

it('over a bad network every mutation happens once, and its caller learns what came of it', async () => {
  let next = 0
  proxy.decide = () => MISHAPS[next++ % MISHAPS.length] ?? 'pass'
  const client = new GatewayClient({
    url: `${proxy.url}/graphql`,
    tokens: fixedToken(manager.token),
    retries: 30,
    backoff: { baseMs: 5, capMs: 50 },
  })
  const stationId = publicId('station', business.stationIds[0])
  const names = Array.from({ length: CUSTOMERS }, (_, at) => `Customer ${at}`)
  const answers = await Promise.all(
    names.map((name) => client.run(CreateCustomerDocument, { input: { stationId, name, tags: [name] } })),
  )
  const told = answers.map(({ createCustomer }) =>
    createCustomer.__typename === 'CreateCustomerPayload' ? createCustomer.customer : null,
  )
  expect(told.map((customer) => customer?.name)).toEqual(names)

  const rows = await gateway.sql<{ id: string; tags: string[] }>('select id, tags from customers.customers')
  expect(rows.map(({ tags }) => tags[0]).sort()).toEqual([...names].sort())
  expect(new Set(told.map((customer) => customer?.id))).toEqual(new Set(rows.map(({ id }) => publicId('customer', id))))
  const events = await gateway.sql<{ count: number }>(
    `select count(*)::int from events.domain_events where type = 'customer.created'`,
  )
  expect(events).toEqual([{ count: CUSTOMERS }])

  // It was a bad network: far more requests than calls, and each call under one key.
  expect(proxy.seen.length).toBeGreaterThan(CUSTOMERS * 1.5)
  const keys = new Map(
    proxy.seen.map(({ headers, body }) => [JSON.stringify(body.variables), headers['idempotency-key']]),
  )
  for (const { headers, body } of proxy.seen) {
    expect(headers['idempotency-key']).toBe(keys.get(JSON.stringify(body.variables)))
  }
  expect(new Set(keys.values()).size).toBe(CUSTOMERS)
}, 60_000)
