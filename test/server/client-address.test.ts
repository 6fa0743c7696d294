import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trustedProxies } from '#server/client-address.ts'
import { createBusiness, hire, PASSWORD, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }'

let direct: TestGateway
let proxied: TestGateway
let chef: StaffMember

beforeAll(async () => {
  direct = await startTestGateway()
  proxied = await startTestGateway({
    database: direct.database,
    secrets: direct.secrets,
    trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'],
  })
  chef = await hire(direct, await createBusiness(direct), 'CHEF')
})

afterAll(async () => {
  await proxied.stop()
  await direct.stop()
})

/** The address of the newest session. */
async function newestAddress(): Promise<string | undefined> {
  const [row] = await direct.sql<{ ip: string }>(
    'select host(ip) as ip from identity.sessions order by id desc limit 1',
  )
  return row?.ip
}

/** Where the gateway takes a sign-in to come from, over HTTP and over a socket alike. */
async function addressAt(gateway: TestGateway, forwarded: string): Promise<string | undefined> {
  const variables = { input: { email: chef.email, password: PASSWORD } }
  await gateway.request({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
    body: JSON.stringify({ query: SIGN_IN, variables }),
  })
  const overHttp = await newestAddress()
  const socket = new RawSocket(gateway.url, 'graphql-transport-ws', { headers: { 'x-forwarded-for': forwarded } })
  await socket.opened()
  socket.send({ type: 'connection_init' })
  await socket.next()
  await socket.ask('1', SIGN_IN, { variables })
  await socket.close()
  expect(await newestAddress()).toBe(overHttp)
  return overHttp
}

describe('where a request comes from', () => {
  it('is whoever is connected, whatever the request says, as long as no proxy is trusted', async () => {
    expect(await addressAt(direct, '192.0.2.7')).toBe('127.0.0.1')
  })

  it.each([
    ['what the proxy says', '192.0.2.7', '192.0.2.7'],
    ['of several the last that is no proxy', '203.0.113.1, 192.0.2.7, 10.1.2.3', '192.0.2.7'],
    ['not what the client has put before it', '10.9.9.9, 192.0.2.7', '192.0.2.7'],
    ['an IPv6 address', '2001:db8::7', '2001:db8::7'],
    ['an IPv4 address in the clothes of IPv6', '::ffff:192.0.2.7, fd00::1', '192.0.2.7'],
    ['the proxy itself, when it says nothing', '', '127.0.0.1'],
    ['the proxy itself, when it says nonsense', 'unknown', '127.0.0.1'],
    ['the nearest proxy that makes sense', "192.0.2.7, ' or 1=1 --, 10.1.2.3", '10.1.2.3'],
    ['the farthest proxy, when all of them are', '10.1.2.3, 10.4.5.6', '10.1.2.3'],
  ])('is, behind a trusted proxy, %s', async (_what, forwarded, address) => {
    expect(await addressAt(proxied, forwarded)).toBe(address)
  })
})

it('a network that is none is not taken', () => {
  for (const network of ['10.0.0', '10.0.0.0/33', '10.0.0.0/x', 'example.com', '']) {
    expect(() => trustedProxies([network])).toThrow()
  }
})
