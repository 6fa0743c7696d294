import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { anyCost } from '../support/allowances.ts'
import { addCustomer, createBusiness, hire, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'

const SECRET = 'password=hunter2 at /etc/teppan/secrets.json'

let gateway: TestGateway
let manager: StaffMember
let isBroken = false

beforeAll(async () => {
  gateway = await startTestGateway({
    decorateAuthenticator: (real) => ({
      authenticate: async (token, audience, ip) => {
        if (isBroken) throw new Error(SECRET)
        return real.authenticate(token, audience, ip)
      },
    }),
  })
  const business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  await addCustomer(gateway, business)
  await addCustomer(gateway, business)
  await gateway.sql(`update customers.customers set data_key_wrapped = '\\x0100'::bytea || decode(repeat('00', 60), 'hex')
    where id = (select id from customers.customers limit 1)`)
})

afterEach(() => {
  isBroken = false
})

afterAll(() => gateway.stop())

/** The errors in the log since the last time, by the request that they belong to. */
function takeDefects() {
  const entries = gateway.takeLog().filter(({ level }) => level === 'error')
  return entries.map(({ fields, message }) => ({ requestId: fields.requestId, message, error: String(fields.err) }))
}

const QUERY = '{ customers(first: 5, sort: CREATED_AT_ASC) { nodes { id name } } }'

describe('a defect in a resolver', () => {
  it('costs its own field, tells nothing, and stands in the log under the id of the request', async () => {
    gateway.takeLog()
    const { status, body } = await gateway.send<{ customers: { nodes: { name: string | null }[] } }>(
      QUERY,
      {},
      manager.token,
    )
    expect(status).toBe(200)
    expect(body.data?.customers.nodes.map(({ name }) => name).toSorted()).toEqual(['Ada Example', null])
    expect(body.errors).toEqual([
      {
        message: 'Internal server error',
        locations: [{ line: 1, column: QUERY.indexOf('name') + 1 }],
        path: ['customers', 'nodes', expect.any(Number), 'name'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: body.extensions?.requestId },
      },
    ])
    expect(takeDefects()).toEqual([
      {
        requestId: body.extensions?.requestId,
        message: 'a defect in a resolver',
        error: 'Error: Unsupported state or unable to authenticate data',
      },
    ])
  })

  it('is told alike over a socket', async () => {
    const socket = await RawSocket.connect(gateway.url, manager.token)
    gateway.takeLog()
    const { payload } = await socket.ask('1', QUERY)
    const { errors } = payload as { errors: { message: string; extensions: { requestId: string } }[] }
    expect(errors).toMatchObject([{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
    expect(takeDefects().map(({ requestId }) => requestId)).toEqual([errors[0]?.extensions.requestId])
    await socket.close()
  })
})

describe('a defect of the server', () => {
  it('is answered with 500 and nothing else, and stands in the log under the id of the request', async () => {
    gateway.takeLog()
    isBroken = true
    const { status, headers, body } = await gateway.send('{ __typename }', {}, manager.token)
    expect(status).toBe(500)
    const requestId = headers.get('x-request-id')
    expect(body).toEqual({
      errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }],
      extensions: { requestId, cost: anyCost },
    })
    expect(takeDefects()).toEqual([{ requestId, message: 'a defect in the server', error: `Error: ${SECRET}` }])
  })
})
