import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyCost } from '../support/allowances.ts'
import { createBusiness, hire, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'

let gateway: TestGateway
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway({ allowedOrigins: { admin: ['https://admin.example.com'], chef: [], public: [] } })
  manager = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
})

afterAll(() => gateway.stop())

describe('a socket', () => {
  it('answers queries and mutations as its owner, any number of them, with ids of the client’s own', async () => {
    const socket = await RawSocket.connect(gateway.url, manager.token)
    for (const id of ['1', '1', 'ü', '__proto__', 'constructor']) {
      expect(await socket.ask(id, '{ viewer { user { email } } }')).toEqual({
        id,
        type: 'next',
        payload: {
          data: { viewer: { user: { email: manager.email } } },
          extensions: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), cost: anyCost },
        },
      })
    }
    const mutation = 'mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }'
    const variables = { i: { email: manager.email, password: 'wrong' } }
    expect(await socket.ask('m', mutation, { variables })).toMatchObject({
      payload: { data: { signIn: { __typename: 'InvalidCredentialsError' } } },
    })
    await socket.close()
  })

  it('is nobody’s without a token', async () => {
    const socket = await RawSocket.connect(gateway.url)
    expect(await socket.ask('1', '{ viewer { permissions } }')).toMatchObject({ payload: { data: { viewer: null } } })
    expect(await socket.ask('2', '{ customers(first: 1) { totalCount } }')).toMatchObject({
      type: 'next',
      payload: { data: null, errors: [{ path: ['customers'], extensions: { code: 'UNAUTHENTICATED' } }] },
    })
    await socket.close()
  })

  it('answers a ping at any time, with what it brought', async () => {
    const socket = new RawSocket(gateway.url)
    await socket.opened()
    socket.send({ type: 'ping', payload: { at: 1 } })
    expect(await socket.next()).toEqual({ type: 'pong', payload: { at: 1 } })
    socket.send({ type: 'ping' })
    expect(await socket.next()).toEqual({ type: 'pong' })
    await socket.close()
  })

  it('does not mind the end of what it does not know', async () => {
    const socket = await RawSocket.connect(gateway.url)
    socket.send({ type: 'complete', id: 'nothing' })
    socket.send({ type: 'pong' })
    expect((await socket.ask('1', '{ __typename }')).type).toBe('next')
    await socket.close()
  })

  it('leaves one line in the log for each operation, with the id that the client got', async () => {
    const socket = await RawSocket.connect(gateway.url, manager.token)
    gateway.takeLog()
    const { payload } = await socket.ask('1', 'query Who { viewer { permissions } }', { operationName: 'Who' })
    const { requestId } = (payload as { extensions: { requestId: string } }).extensions
    expect(gateway.takeLog()).toEqual([
      {
        level: 'info',
        message: 'operation',
        fields: { requestId, viewer: manager.userId, operation: 'Who', errors: undefined, ms: expect.any(Number) },
      },
    ])
    await socket.close()
  })
})

describe('a socket that breaks the protocol is closed:', () => {
  const init = { type: 'connection_init' }

  it.each<[string, number, (object | string)[]]>([
    ['text that is no JSON', 4400, ['hello']],
    ['JSON that is no message', 4400, ['[]']],
    ['null', 4400, ['null']],
    ['a message without a type', 4400, [{ id: '1' }]],
    ['a message of an unknown type', 4400, [{ type: 'start' }]],
    [
      'an operation with an empty id',
      4400,
      [init, { type: 'subscribe', id: '', payload: { query: '{ __typename }' } }],
    ],
    ['an operation without an id', 4400, [init, { type: 'subscribe', payload: { query: '{ __typename }' } }]],
    ['an operation without a document', 4400, [init, { type: 'subscribe', id: '1', payload: {} }]],
    ['an operation whose document is no text', 4400, [init, { type: 'subscribe', id: '1', payload: { query: 1 } }]],
    [
      'variables that are text',
      4400,
      [init, { type: 'subscribe', id: '1', payload: { query: '{ __typename }', variables: 'x' } }],
    ],
    [
      'a name that is no text',
      4400,
      [init, { type: 'subscribe', id: '1', payload: { query: '{ __typename }', operationName: 1 } }],
    ],
    ['a batch of messages', 4400, [JSON.stringify([init, init])]],
    ['an operation before it is let in', 4401, [{ type: 'subscribe', id: '1', payload: { query: '{ __typename }' } }]],
    ['a second beginning', 4429, [init, init]],
  ])('%s (%i)', async (_what, code, messages) => {
    const socket = new RawSocket(gateway.url)
    await socket.opened()
    for (const message of messages) socket.send(message)
    expect((await socket.closed).code).toBe(code)
  })

  it('nothing for three seconds (4408)', async () => {
    const start = performance.now()
    const socket = new RawSocket(gateway.url)
    expect((await socket.closed).code).toBe(4408)
    expect(performance.now() - start).toBeGreaterThan(2_900)
  })

  it.each<[string, string | string[]]>([
    ['the protocol of old', 'graphql-ws'],
    ['no protocol', []],
    ['another protocol', 'mqtt'],
  ])('%s (4406, or no connection at all)', async (_what, protocols) => {
    const { code } = await new RawSocket(gateway.url, protocols).closed
    expect([4406, 1006]).toContain(code)
  })

  it('a message of more than 64 KiB (1009), and nothing is written to the console', async () => {
    const socket = await RawSocket.connect(gateway.url)
    const variables = (characters: number) => ({ unused: ['x'.repeat(characters)] })
    const fits = await socket.ask('1', '{ __typename }', { variables: variables(60_000) })
    expect(fits).toMatchObject({ payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } })
    gateway.takeLog()
    socket.subscribe('2', '{ __typename }', { variables: variables(66_000) })
    expect((await socket.closed).code).toBe(1009)
    expect(gateway.takeLog()).toMatchObject([{ level: 'info', message: 'a socket was used against its protocol' }])
  })

  it('bytes that are no text (1007 or 4400)', async () => {
    const socket = await RawSocket.connect(gateway.url)
    socket.send(Buffer.from([0xff, 0xfe, 0]))
    expect((await socket.closed).code).toBe(4400)
  })
})

describe('an upgrade', () => {
  const attempt = (origin?: string) => new RawSocket(gateway.url, 'graphql-transport-ws', origin ? { origin } : {})

  it.each([
    ['of a program', () => undefined],
    ['of the gateway’s own page', () => gateway.url],
    ['of a page that is allowed', () => 'https://admin.example.com'],
  ])('%s is accepted', async (_whose, origin) => {
    const socket = attempt(origin())
    await socket.opened()
    await socket.close()
  })

  it.each([
    'https://evil.example.com',
    'https://admin.example.com.evil.example',
    'http://admin.example.com',
    'null',
    'not an origin',
    'https://evil.example.com#https://admin.example.com',
  ])('of the page %s is refused', async (origin) => {
    const socket = attempt(origin)
    await expect(socket.opened()).rejects.toThrow('403')
  })

  it('of another path is refused', async () => {
    const socket = new RawSocket(`${gateway.url}/other`)
    await expect(socket.opened()).rejects.toThrow('404')
  })
})
