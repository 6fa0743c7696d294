import type { PoolClient } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Business, createBusiness, hire, PASSWORD, type StaffMember } from '../support/business.ts'
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { waitFor } from '../support/wait.ts'

const POOL_SIZE = 2
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }'
const LIST = '{ customers(first: 1) { nodes { id } } }'

let gateway: TestGateway
let business: Business
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway({ poolSize: POOL_SIZE })
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})

beforeEach(async () => {
  const { pool } = gateway.gateway.platform
  await waitFor('all connections are idle', () => pool.idleCount === pool.totalCount)
})

afterAll(() => gateway.stop())

async function timed<Result>(work: Promise<Result>): Promise<{ result: Result; ms: number }> {
  const start = performance.now()
  return { result: await work, ms: performance.now() - start }
}

const health = async (path: string) => {
  const response = await fetch(`${gateway.url}${path}`)
  return { status: response.status, body: await response.json() }
}

function expectUnavailable({ status, headers, body }: Answer): void {
  expect(status).toBe(503)
  expect(headers.get('retry-after')).toBe('1')
  expect(body.errors).toHaveLength(1)
  expect(body.errors?.[0]?.message).toContain('nothing was changed')
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    requestId: headers.get('x-request-id'),
  })
}

describe('when all connections are taken', () => {
  let taken: PoolClient[]

  beforeEach(async () => {
    const { pool } = gateway.gateway.platform
    taken = await Promise.all(Array.from({ length: POOL_SIZE }, () => pool.connect()))
  })

  afterEach(() => {
    for (const client of taken.splice(0)) client.release()
  })

  it.each<[string, () => Promise<Answer>]>([
    ['a query of somebody who has to be found first', () => gateway.send(LIST, {}, manager.token)],
    ['a mutation', () => gateway.send(SIGN_IN, { input: { email: manager.email, password: PASSWORD } })],
  ])('%s is told to come back, within two seconds', async (_what, ask) => {
    const { result, ms } = await timed(ask())
    expectUnavailable(result)
    expect(ms).toBeLessThan(2_000)
  })

  it('a query of somebody who is known is told to come back', async () => {
    for (const client of taken.splice(0)) client.release()
    await gateway.query('{ viewer { permissions } }', {}, manager.token)
    const { pool } = gateway.gateway.platform
    taken = await Promise.all(Array.from({ length: POOL_SIZE }, () => pool.connect()))
    const { result, ms } = await timed(gateway.send(LIST, {}, manager.token))
    expectUnavailable(result)
    expect(ms).toBeLessThan(2_000)
  })

  it('what needs no rows is answered', async () => {
    expect(await gateway.query('{ __typename }')).toEqual({ __typename: 'Query' })
  })

  it('a hundred requests wait no longer than one', async () => {
    const { result, ms } = await timed(
      Promise.all(Array.from({ length: 100 }, () => gateway.send(LIST, {}, manager.token))),
    )
    for (const answer of result) expectUnavailable(answer)
    expect(ms).toBeLessThan(3_000)
  })

  it('the gateway lives, but is not ready', async () => {
    expect(await health('/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
    const { result, ms } = await timed(health('/readyz'))
    expect(result).toEqual({
      status: 503,
      body: { status: 'not ready', checks: { serving: true, database: false, feed: true } },
    })
    expect(ms).toBeLessThan(1_000)
  })

  it('nothing is taken any longer than that', async () => {
    for (const client of taken.splice(0)) client.release()
    expect((await gateway.send(LIST, {}, manager.token)).status).toBe(200)
    expect((await health('/readyz')).status).toBe(200)
  })
})

describe('when the server is silent', () => {
  let frozen: number[] = []

  beforeEach(async () => {
    await gateway.query(LIST, {}, manager.token)
    const found = await gateway.sql<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'teppan'`,
    )
    frozen = found.map(({ pid }) => pid)
    for (const pid of frozen) process.kill(pid, 'SIGSTOP')
  })

  afterEach(thaw)

  /** Those that have ended meanwhile need it no more. */
  function thaw(): void {
    for (const pid of frozen) {
      try {
        process.kill(pid, 'SIGCONT')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
  }

  it('reads are given up after seven seconds at the latest, and the next ones go over new connections', async () => {
    const answers = await Promise.all(
      Array.from({ length: POOL_SIZE }, () => timed(gateway.send(LIST, {}, manager.token))),
    )
    for (const { result, ms } of answers) {
      expectUnavailable(result)
      expect(ms).toBeLessThan(7_500)
    }
    const { result, ms } = await timed(gateway.send(LIST, {}, manager.token))
    expect(result.status).toBe(200)
    expect(ms).toBeLessThan(2_000)
  })

  it('a mutation that cannot begin is given up after two seconds, and its connection is not lost', async () => {
    const sent = gateway.send(SIGN_IN, { input: { email: manager.email, password: PASSWORD } })
    const { result, ms } = await timed(sent)
    expect(result.status).toBe(504)
    expect(result.body.errors?.[0]?.extensions.code).toBe('TIMEOUT')
    expect(ms).toBeLessThan(3_000)

    thaw()
    const { pool } = gateway.gateway.platform
    await waitFor('all connections are back', () => pool.idleCount === pool.totalCount)
    const open = await gateway.sql(
      `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    )
    expect(open).toHaveLength(0)
  })
})

describe('when connections are cut', () => {
  it('the next requests are served by new ones', async () => {
    await gateway.query(LIST, {}, manager.token)
    await gateway.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'teppan'`,
    )
    const { pool } = gateway.gateway.platform
    await waitFor('the pool has noticed', () => pool.totalCount === 0)
    expect((await gateway.send(LIST, {}, manager.token)).status).toBe(200)
    expect(gateway.takeLog().filter(({ level }) => level === 'error')).toEqual([])
  })
})
