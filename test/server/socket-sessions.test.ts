import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ForbiddenError, ServiceUnavailableError } from '#kernel/errors.ts'
import type { Authenticator } from '#server/authentication.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { waitFor } from '../support/wait.ts'

let gateway: TestGateway
let business: Business
/** What the test puts in front of the real authenticator. */
let intercept: ((authenticator: Authenticator, token: string) => ReturnType<Authenticator['authenticate']>) | null =
  null

beforeAll(async () => {
  gateway = await startTestGateway({
    decorateAuthenticator: (real) => ({
      authenticate: (token, audience, ip) =>
        intercept ? intercept(real, token) : real.authenticate(token, audience, ip),
    }),
  })
  business = await createBusiness(gateway)
})

afterEach(() => {
  intercept = null
})

afterAll(() => gateway.stop())

const hireManager = (): Promise<StaffMember> => hire(gateway, business, 'STATION_MANAGER')

/** Opens a socket with this payload; gives the code with which it is closed. */
async function closeCode(payload: object): Promise<{ code: number; reason: string }> {
  const socket = new RawSocket(gateway.url)
  await socket.opened()
  socket.send({ type: 'connection_init', payload })
  return socket.closed
}

describe('a socket is not opened (4403)', () => {
  it.each<[string, object]>([
    ['with a token that is none', { authorization: 'Bearer x' }],
    ['with another scheme', { authorization: 'Basic eDp5' }],
    ['with something that is no text', { authorization: { token: 'x' } }],
    ['with a token that is too long', { authorization: `Bearer ${'x'.repeat(9_000)}` }],
  ])('%s', async (_what, payload) => {
    expect((await closeCode(payload)).code).toBe(4403)
  })

  it('with a token whose session has ended', async () => {
    const { token } = await hireManager()
    await gateway.query('mutation { signOut { ended } }', {}, token)
    await waitFor(
      'the token stops working',
      async () => (await gateway.send('{ __typename }', {}, token)).status === 401,
    )
    expect((await closeCode({ authorization: `Bearer ${token}` })).code).toBe(4403)
  })
})

describe('a socket that cannot be opened for now', () => {
  it('is told to come back (1013) when the database is away', async () => {
    intercept = async () => {
      throw new ServiceUnavailableError(new Error('secret: 10.0.0.7 does not answer'))
    }
    expect(await closeCode({ authorization: 'Bearer x' })).toEqual({ code: 1013, reason: 'Try again later' })
  })

  it('tells nothing of a defect (4500), which the log has in full', async () => {
    gateway.takeLog()
    intercept = async () => {
      throw new Error('secret: /etc/passwd')
    }
    expect(await closeCode({ authorization: 'Bearer x' })).toEqual({ code: 4500, reason: 'Internal server error' })
    expect(gateway.takeLog()).toMatchObject([{ level: 'error', fields: { err: new Error('secret: /etc/passwd') } }])
  })
})

describe('an open socket', () => {
  it('is closed (4403) by its next operation after its session has ended', async () => {
    const { token } = await hireManager()
    const socket = await RawSocket.connect(gateway.url, token)
    await gateway.query('mutation { signOut { ended } }', {}, token)
    await waitFor(
      'the token stops working',
      async () => (await gateway.send('{ __typename }', {}, token)).status === 401,
    )
    socket.subscribe('1', '{ __typename }')
    expect(await socket.closed).toEqual({ code: 4403, reason: 'The session has ended' })
  })

  it('is closed (4403) when its token expires, also when nothing is asked', async () => {
    const { token } = await hireManager()
    intercept = async (real, given) => {
      const authenticated = await real.authenticate(given, 'admin', null)
      return authenticated && { ...authenticated, expiresAt: new Date(Date.now() + 300) }
    }
    const start = performance.now()
    const socket = await RawSocket.connect(gateway.url, token)
    expect(await socket.closed).toEqual({ code: 4403, reason: 'The access token has expired' })
    expect(performance.now() - start).toBeGreaterThan(200)
  })

  it('stays open when an operation cannot be answered for now, or not at all', async () => {
    const { token } = await hireManager()
    const socket = await RawSocket.connect(gateway.url, token)
    for (const [error, code] of [
      [new ServiceUnavailableError(null), 'SERVICE_UNAVAILABLE'],
      [new ForbiddenError('x'), 'FORBIDDEN'],
      [new Error('secret: /etc/passwd'), 'INTERNAL_SERVER_ERROR'],
    ] as const) {
      intercept = async () => {
        throw error
      }
      const answer = await socket.ask('1', '{ __typename }')
      expect(answer).toMatchObject({
        type: 'error',
        payload: [{ extensions: { code, requestId: expect.any(String) } }],
      })
      expect(JSON.stringify(answer)).not.toContain('secret')
    }
    intercept = null
    expect((await socket.ask('1', '{ __typename }')).type).toBe('next')
    await socket.close()
  })

  it('has no two operations of one id at a time (4409)', async () => {
    const { token } = await hireManager()
    const socket = await RawSocket.connect(gateway.url, token)
    const { promise: never, resolve: release } = Promise.withResolvers<null>()
    intercept = () => never
    socket.subscribe('1', '{ __typename }')
    socket.subscribe('1', '{ __typename }')
    expect((await socket.closed).code).toBe(4409)
    release(null)
  })

  it('has at most 20 operations at a time', async () => {
    const { token } = await hireManager()
    const socket = await RawSocket.connect(gateway.url, token)
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    intercept = async (real, given) => {
      await held
      return real.authenticate(given, 'admin', null)
    }
    for (let at = 1; at <= 21; at += 1) socket.subscribe(String(at), '{ __typename }')
    const message = 'At most 20 operations run on one socket at a time.'
    expect(await socket.next()).toMatchObject({
      id: '21',
      type: 'error',
      payload: [{ message, extensions: { code: 'RATE_LIMITED' } }],
    })
    release()
    const complete = new Set<string | undefined>()
    while (complete.size < 20) {
      const { type, id } = await socket.next()
      if (type === 'complete') complete.add(id)
    }
    expect((await socket.ask('22', '{ __typename }')).type).toBe('next')
    await socket.close()
  })
})

describe('clients that leave while they are being let in', () => {
  it('leave nothing behind', async () => {
    const { token } = await hireManager()
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const before = timers()
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    let [asked, answered] = [0, 0]
    intercept = async (real, given) => {
      asked += 1
      await held
      const authenticated = await real.authenticate(given, 'admin', null)
      setImmediate(() => (answered += 1))
      return authenticated
    }
    for (let at = 0; at < 30; at += 1) {
      const socket = new RawSocket(gateway.url)
      await socket.opened()
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })
      await waitFor('the gateway asks', () => asked > at)
      socket.cut()
      await socket.closed
    }
    release()
    await waitFor('all are let in', () => answered === 30)
    expect(timers()).toBeLessThan(before + 10)
  })
})
