import { beforeEach, describe, expect, it } from 'vitest'
import { createSession, type Session } from '../../tools/graphiql/session.ts'
import type { GraphqlAnswer, GraphqlRequest } from '../../tools/graphiql/transport.ts'

const SIGNED_IN_AT = Date.parse('2026-03-01T10:00:00Z')
const KEY = 'session'

let now: number
let stored: Map<string, string>
let requests: { operation: string; input: unknown; authorization: string | undefined }[]
let answer: (request: GraphqlRequest) => Promise<GraphqlAnswer>
let session: Session

beforeEach(() => {
  now = SIGNED_IN_AT
  stored = new Map()
  requests = []
  answer = async () => ({ data: { result: tokens(1) } })
  session = open()
})

/** A session over the same storage, as a reload of the page opens it. */
function open(): Session {
  return createSession({
    post: async (request, headers) => {
      const operation = /mutation (\w+)/.exec(request.query)?.[1] ?? 'unknown'
      const { input } = Object(request.variables)
      requests.push({ operation, input, authorization: headers?.authorization })
      return answer(request)
    },
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    storageKey: KEY,
    now: () => now,
  })
}

/** The gateway's n-th pair of tokens: each access token lives for 15 minutes of the test's clock. */
function tokens(n: number) {
  const accessTokenExpiresAt = new Date(now + 15 * 60_000).toISOString()
  return { accessToken: `access-${n}`, refreshToken: `refresh-${n}`, accessTokenExpiresAt, user: { fullName: 'Mika' } }
}

function operations(): string[] {
  return requests.map(({ operation }) => operation)
}

describe('a GraphiQL session', () => {
  it('has no token before someone signs in', async () => {
    expect(await session.accessToken()).toBeUndefined()
    expect(session.view()).toEqual({ name: null, notice: null })
    expect(requests).toEqual([])
  })

  it('keeps the tokens of a sign-in over a reload', async () => {
    await session.signIn('mika@example.test', 'secret')
    expect(requests).toEqual([
      { operation: 'SignIn', input: { email: 'mika@example.test', password: 'secret' }, authorization: undefined },
    ])
    expect(await open().accessToken()).toBe('access-1')
    expect(open().view()).toEqual({ name: 'Mika', notice: null })
  })

  it.each([
    ['a refusal of the domain', { data: { result: { code: 'INVALID_CREDENTIALS', message: 'Wrong password' } } }],
    ['an error of the gateway', { data: null, errors: [{ message: 'Wrong password' }] }],
  ])('shows %s and stays signed out', async (_kind, refusal) => {
    answer = async () => refusal as GraphqlAnswer
    await session.signIn('mika@example.test', 'guess')
    expect(session.view()).toEqual({ name: null, notice: 'Wrong password' })
    expect(stored.size).toBe(0)
  })

  it('renews a token in its last 30 seconds, not before', async () => {
    await session.signIn('mika@example.test', 'secret')
    answer = async () => ({ data: { result: tokens(2) } })

    now += 15 * 60_000 - 30_000
    expect(await session.accessToken()).toBe('access-1')
    now += 1
    expect(await session.accessToken()).toBe('access-2')
    expect(requests.at(-1)).toEqual({
      operation: 'RefreshSession',
      input: { refreshToken: 'refresh-1' },
      authorization: undefined,
    })
    expect(await open().accessToken()).toBe('access-2')
  })

  it('spends a refresh token once, however many requests wait for it', async () => {
    await session.signIn('mika@example.test', 'secret')
    answer = async () => ({ data: { result: tokens(2) } })
    now += 15 * 60_000

    const waiting = await Promise.all([session.accessToken(), session.accessToken(), session.renew()])
    expect(waiting).toEqual(['access-2', 'access-2', true])
    expect(operations()).toEqual(['SignIn', 'RefreshSession'])
  })

  it('ends when the gateway refuses the refresh token, and says so', async () => {
    await session.signIn('mika@example.test', 'secret')
    answer = async () => ({ data: { result: { code: 'SESSION_EXPIRED', message: 'Sign in again' } } })

    expect(await session.renew()).toBe(false)
    expect(session.view()).toEqual({ name: null, notice: 'The session ended: Sign in again' })
    expect(stored.size).toBe(0)
  })

  it('outlives a gateway that cannot be reached', async () => {
    await session.signIn('mika@example.test', 'secret')
    answer = async () => {
      throw new Error('Failed to fetch')
    }
    await expect(session.renew()).rejects.toThrow('Failed to fetch')
    expect(session.view().name).toBe('Mika')

    answer = async () => ({ data: { result: tokens(2) } })
    expect(await session.renew()).toBe(true)
  })

  it('forgets its tokens and tells the gateway on signing out', async () => {
    await session.signIn('mika@example.test', 'secret')
    answer = async () => ({ data: { result: {} } })
    await session.signOut()

    expect(requests.at(-1)).toEqual({ operation: 'SignOut', input: undefined, authorization: 'Bearer access-1' })
    expect(session.view()).toEqual({ name: null, notice: null })
    expect(stored.size).toBe(0)
  })

  it('stays signed out when a renewal that was under way comes back afterwards', async () => {
    await session.signIn('mika@example.test', 'secret')
    const late = Promise.withResolvers<GraphqlAnswer>()
    answer = ({ query }) =>
      query.includes('RefreshSession') ? late.promise : Promise.resolve({ data: { result: {} } })
    const renewal = session.renew()
    await session.signOut()
    late.resolve({ data: { result: tokens(2) } })

    expect(await renewal).toBe(false)
    expect(stored.size).toBe(0)
  })

  it('tells its listeners of each change until they leave', async () => {
    let changes = 0
    const leave = session.subscribe(() => {
      changes += 1
    })
    await session.signIn('mika@example.test', 'secret')
    expect(changes).toBe(1)
    leave()
    await session.signOut()
    expect(changes).toBe(1)
  })
})
