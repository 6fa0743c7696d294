import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, signIn } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'

const TRY_AGAIN_LATER = { code: 1013, reason: 'Try again later' }

let gateway: TestGateway
let business: Business

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
})

afterAll(() => gateway.stop())

/** Opens one more socket; how it is turned away. */
async function turnedAway(token?: string) {
  const socket = new RawSocket(gateway.url)
  await socket.opened()
  socket.send({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} })
  return socket.closed
}

describe('the sockets of one person', () => {
  it('are at most five, over all sessions; whoever comes then is told to come back (1013)', async () => {
    const { token, email } = await hire(gateway, business, 'CHEF')
    const { token: other } = await signIn(gateway, email)
    const open = await Promise.all(
      [token, token, token, other, other].map((own) => RawSocket.connect(gateway.url, own)),
    )
    expect(await turnedAway(token)).toEqual(TRY_AGAIN_LATER)
    expect(await turnedAway(other)).toEqual(TRY_AGAIN_LATER)

    const colleague = await RawSocket.connect(gateway.url, (await hire(gateway, business, 'CHEF')).token)
    await colleague.close()
    await open[0]?.close()
    open[0] = await RawSocket.connect(gateway.url, token)
    expect(await turnedAway(token)).toEqual(TRY_AGAIN_LATER)
    for (const socket of open) expect(socket.isOpen()).toBe(true)
    for (const socket of open) await socket.close()
  })

  it('are not counted before somebody is known, nor after they were cut', async () => {
    const { token } = await hire(gateway, business, 'CHEF')
    for (let at = 0; at < 12; at += 1) (await RawSocket.connect(gateway.url, token)).cut()
    const strangers = Array.from({ length: 10 }, () => new RawSocket(gateway.url))
    await Promise.all(strangers.map((socket) => socket.opened()))
    const socket = await RawSocket.connect(gateway.url, token)
    await Promise.all([socket, ...strangers].map((one) => one.close()))
  })
})

it('the sockets of one address from which nobody has signed in are at most five', async () => {
  const open = await Promise.all(Array.from({ length: 5 }, () => RawSocket.connect(gateway.url)))
  expect(await turnedAway()).toEqual(TRY_AGAIN_LATER)
  const chef = await RawSocket.connect(gateway.url, (await hire(gateway, business, 'CHEF')).token)
  await Promise.all([...open, chef].map((socket) => socket.close()))
})

describe('the messages of one socket', () => {
  const TOO_MANY = { code: 1013, reason: 'Too many messages' }

  it('are at most sixty in ten seconds, of whatever kind', async () => {
    const socket = await RawSocket.connect(gateway.url)
    for (let at = 0; at < 59; at += 1) socket.send({ type: 'ping' })
    for (let at = 0; at < 59; at += 1) expect((await socket.next()).type).toBe('pong')
    expect(socket.isOpen()).toBe(true)
    socket.send({ type: 'ping' })
    expect(await socket.closed).toEqual(TOO_MANY)
  })

  it('beyond those are not carried out', async () => {
    const { token } = await hire(gateway, business, 'STATION_MANAGER')
    const socket = await RawSocket.connect(gateway.url, token)
    for (let at = 0; at < 59; at += 1) socket.send({ type: 'ping' })
    const input = { stationId: publicId('station', business.stationIds[0]), name: 'Too late' }
    const mutation = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { __typename } }'
    for (let at = 0; at < 5; at += 1) socket.subscribe(String(at), mutation, { variables: { input } })
    expect(await socket.closed).toEqual(TOO_MANY)
    await gateway.query('{ __typename }', {}, token)
    expect(await gateway.sql('select id from customers.customers')).toEqual([])
  })
})
