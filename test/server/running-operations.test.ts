import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '#graphql/limits.ts'
import { allowEverybody } from '../support/allowances.ts'
import { StillClock } from '../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { SlowSchema } from '../support/slow-schema.ts'
import { openSocket } from '../support/socket.ts'
import { byGet, byPost, bySocket, transports } from '../support/transports.ts'
import { waitFor } from '../support/wait.ts'

const LIMIT_MS = 400
const allowance = { operation: 100, limit: 100, restorePerSecond: 10, concurrency: 2 }

const clock = new StillClock()
const slow = new SlowSchema()
let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({
    clock,
    allowances: allowEverybody(allowance),
    executionMs: LIMIT_MS,
    schemaOf: () => slow.schema,
  })
})
afterEach(() => {
  slow.letGo()
  clock.pass(60)
})
afterAll(() => gateway.stop())

const endpoint = () => `${gateway.url}/graphql`

/** How many statements sleep in the gateway's database. */
async function sleeping(): Promise<number> {
  const [row] = await gateway.sql<{ count: number }>(
    `select count(*)::int from pg_stat_activity
      where datname = current_database() and state = 'active' and wait_event = 'PgSleep'`,
  )
  return row?.count ?? 0
}

describe('operations that run at a time', () => {
  it('are at most as many as the allowance says, over all transports; the next may come when one has ended', async () => {
    const running = [byPost(endpoint(), { query: '{ wait }' }), bySocket(endpoint(), { query: '{ wait }' })]
    await waitFor('both run', () => slow.waiting === 2)
    for (const [, ask] of transports) {
      const { codes, messages, extensions } = await ask(endpoint(), { query: '{ wait }' })
      expect([codes, messages]).toEqual([['RATE_LIMITED'], ['At most 2 operations run at a time.']])
      expect(extensions?.cost).toMatchObject({ requested: 1, actual: 0 })
    }
    const refused = await gateway.send('{ wait }')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    expect(refused.headers.get('ratelimit')).toBe('"points";r=98;t=1, "concurrency";r=0')
    slow.letGo()
    expect((await Promise.all(running)).map(({ data }) => data)).toEqual([{ wait: 1 }, { wait: 1 }])
    const next = byGet(endpoint(), { query: '{ wait }' })
    await waitFor('it runs', () => slow.waiting === 1)
    slow.letGo()
    expect((await next).data).toEqual({ wait: 1 })
  })
})

describe('a subscription', () => {
  it('pays when it begins, and for each event; events wait for their points and are not lost', async () => {
    const socket = openSocket(gateway.url)
    const ticks = socket.subscribe('subscription { ticks(count: 103) }')
    const remaining: unknown[] = []
    for (let at = 1; at <= 99; at += 1) {
      const { data, extensions } = await ticks.next()
      expect(data).toEqual({ ticks: at })
      const { cost } = extensions as { cost: { remaining: number } }
      remaining.push(cost.remaining)
    }
    expect(remaining).toEqual(Array.from({ length: 99 }, (_, at) => 98 - at))
    expect(ticks.waiting).toEqual([])
    clock.pass(1)
    for (let at = 100; at <= 103; at += 1) expect((await ticks.next()).data).toEqual({ ticks: at })
    expect(await ticks.end()).toBe('completed')
    await socket.close()
  })

  it('is refused when there is nothing left for it to begin', async () => {
    const socket = openSocket(gateway.url)
    const query = 'subscription ($count: Int!) { ticks(count: $count) }'
    expect(await socket.subscribe(query, { count: 99 }).end()).toBe('completed')
    const answer = await socket.subscribe(query, { count: 1 }).next()
    expect(answer).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }],
      extensions: { cost: { requested: 1, actual: 0, remaining: 0 } },
    })
    await socket.close()
  })
})

describe('an operation that takes too long', () => {
  const refusal = `The operation took longer than ${LIMIT_MS / 1_000} seconds; what it was doing then was not done.`

  it('has ten seconds', () => expect(limits.executionMs).toBe(10_000))

  it.each([
    ['POST', byPost],
    ['WebSocket', bySocket],
  ])('in the database is ended over %s, there too, and told so', async (_name, ask) => {
    for (const query of ['{ sleep(seconds: 4) }', 'mutation { sleep(seconds: 4) }']) {
      const startedAt = performance.now()
      const answer = ask(endpoint(), { query })
      await waitFor('the database sleeps', async () => (await sleeping()) === 1)
      const { codes, messages, data } = await answer
      expect({ codes, messages, data }).toEqual({ codes: ['TIMEOUT'], messages: [refusal], data: { sleep: null } })
      expect(performance.now() - startedAt).toBeLessThan(3_500)
      await waitFor('nothing sleeps any more', async () => (await sleeping()) === 0, 1_000)
    }
  })

  it('is a 504 over HTTP, leaves its place to others, and keeps no connection', async () => {
    expect((await gateway.send('{ sleep(seconds: 4) }')).status).toBe(504)
    for (let at = 0; at < 12; at += 1) expect((await gateway.send('{ sleep(seconds: 0) }')).status).toBe(200)
  })

  it('outside of the database is answered too, whatever becomes of it', async () => {
    const { codes, messages } = await byPost(endpoint(), { query: '{ wait }' })
    expect([codes, messages]).toEqual([['TIMEOUT'], [refusal]])
  })
})

describe('an operation for which nobody waits any more', () => {
  let patient: TestGateway

  beforeAll(async () => {
    patient = await startTestGateway({ schemaOf: () => slow.schema, database: gateway.database })
  })
  afterAll(() => patient.stop())

  it('is ended in the database when its client has left over HTTP', async () => {
    const abort = new AbortController()
    const answer = fetch(`${patient.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ sleep(seconds: 4) }' }),
      signal: abort.signal,
    })
    await waitFor('the database sleeps', async () => (await sleeping()) === 1)
    abort.abort()
    await expect(answer).rejects.toThrow('aborted')
    await waitFor('nothing sleeps any more', async () => (await sleeping()) === 0, 1_500)
  })

  it('is ended in the database when its socket has been cut', async () => {
    const socket = await RawSocket.connect(patient.url)
    socket.subscribe('1', '{ sleep(seconds: 4) }')
    await waitFor('the database sleeps', async () => (await sleeping()) === 1)
    socket.cut()
    await waitFor('nothing sleeps any more', async () => (await sleeping()) === 0, 1_500)
  })

  it('is carried out all the same when it is a mutation', async () => {
    const socket = await RawSocket.connect(patient.url)
    socket.subscribe('1', 'mutation { sleep(seconds: 1) }')
    await waitFor('the database sleeps', async () => (await sleeping()) === 1)
    patient.takeLog()
    socket.cut()
    await waitFor('it has ended', () => patient.takeLog().some(({ message }) => message === 'operation'))
    expect(await sleeping()).toBe(0)
  })
})
