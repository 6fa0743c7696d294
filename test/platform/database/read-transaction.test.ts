import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ServiceUnavailableError, TimeoutError } from '#kernel/errors.ts'
import { anonymous, systemViewer } from '#kernel/viewer.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { createBusiness, hire } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

const backend = prepare<{ pid: number; snapshot: string }>({
  compile: () =>
    sql<{
      pid: number
      snapshot: string
    }>`select pg_backend_pid() as pid, pg_current_snapshot()::text as snapshot`.compile(db),
})
const organizations = prepare<{ id: string }>(db.selectFrom('identity.organizations').select('id'))
const broken = prepare<{ broken: number }>({ compile: () => sql<{ broken: number }>`select 1/0 as broken`.compile(db) })
const slow = prepare<{ slept: string }>({
  compile: () => sql<{ slept: string }>`select pg_sleep(4) as slept`.compile(db),
})

const everything = systemViewer('platform')
let gateway: TestGateway
let pool: GatewayPool
let statements: string[]
let reads: ReadTransaction

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(() => {
  pool = new GatewayPool({ url: gateway.database.gatewayUrl, log: gateway.gateway.platform.log, size: 3 })
  statements = []
  reads = new ReadTransaction(pool, everything, (text) => statements.push(text))
})

afterEach(async () => {
  reads.close()
  await pool.end()
})

afterAll(() => gateway.stop())

/** Until every connection of the pool is back. */
const allIdle = () => waitFor('all connections are idle', () => pool.idleCount === pool.totalCount)

async function failure(read: Promise<unknown>): Promise<unknown> {
  return read.then(
    () => null,
    (error) => error,
  )
}

const planMode = prepare<{ mode: string }>({
  compile: () =>
    sql<{ mode: string }>`select current_setting('plan_cache_mode') as mode where ${parameter(1, 'bool')}`.compile(db),
})
const plans = prepare<{ once: number; anew: number }>({
  compile: () =>
    sql<{ once: number; anew: number }>`select generic_plans as once, custom_plans as anew from pg_prepared_statements
      where statement = ${parameter(1, 'text')}`.compile(db),
})

describe('statements', () => {
  it('are planned once, however often they run', async () => {
    for (let run = 0; run < 7; run += 1) await reads.run(planMode, [true])
    expect(await reads.run(plans, [planMode.text])).toEqual([{ once: 7, anew: 0 }])
  })

  it('are planned for their values where that is asked for, and only they', async () => {
    const read = (planAnew: boolean) => reads.run(planMode, [true], { planAnew })
    const modes = (await Promise.all([read(false), read(true), read(false)])).flat().map(({ mode }) => mode)
    expect(modes).toEqual(['force_generic_plan', 'force_custom_plan', 'force_generic_plan'])
    expect(await reads.run(plans, [planMode.text])).toEqual([{ once: 2, anew: 0 }])
  })

  it('that fail while they are planned for their values are told like any other', async () => {
    expect(await failure(reads.run(broken, [], { planAnew: true }))).toMatchObject({ code: '22012' })
    reads.renew()
    expect(await reads.run(planMode, [true])).toEqual([{ mode: 'force_generic_plan' }])
  })
})

describe('the reads of one operation', () => {
  it('share one connection and one snapshot, also when they start at once', async () => {
    const rows = await Promise.all(Array.from({ length: 20 }, () => reads.run(backend, [])))
    await createBusiness(gateway)
    rows.push(await reads.run(backend, []))
    expect(new Set(rows.map(([row]) => JSON.stringify(row))).size).toBe(1)
    expect(pool.totalCount).toBe(1)
  })

  it('do not see what is committed after the first of them', async () => {
    const before = await reads.run(organizations, [])
    await createBusiness(gateway)
    expect(await reads.run(organizations, [])).toHaveLength(before.length)

    reads.renew()
    expect(await reads.run(organizations, [])).toHaveLength(before.length + 1)
  })

  it('cannot write', async () => {
    const remove = prepare<object>({ compile: () => sql<object>`delete from identity.user_roles`.compile(db) })
    expect(await failure(reads.run(remove, []))).toMatchObject({ code: '25006' })
  })

  it('see nothing as nobody', async () => {
    await createBusiness(gateway)
    const nobody = new ReadTransaction(pool, anonymous)
    expect(await nobody.run(organizations, [])).toEqual([])
    nobody.close()
  })

  it('leave nothing of the viewer behind on the connection', async () => {
    await reads.run(organizations, [])
    reads.close()
    await allIdle()
    const { rows } = await pool.query(
      `select coalesce(current_setting('app.scope', true), '') as scope, txid_current_if_assigned() as transaction`,
    )
    expect(rows).toEqual([{ scope: '', transaction: null }])
  })

  it('end with the operation: begin, reads, commit, and the connection goes back', async () => {
    await reads.run(organizations, [])
    await reads.run(organizations, [])
    reads.close()
    await allIdle()
    expect(statements).toEqual([
      expect.stringMatching(/^BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL app.scope = 'platform';/),
      organizations.text,
      organizations.text,
      'COMMIT',
    ])
    expect(pool.totalCount).toBe(1)
  })

  it('open nothing when there are none', async () => {
    reads.renew()
    reads.close()
    expect(statements).toEqual([])
    expect(pool.totalCount).toBe(0)
  })

  it('are refused after the end of the operation', async () => {
    reads.close()
    await expect(reads.run(organizations, [])).rejects.toThrow('a read after the end of its operation')
    expect(pool.totalCount).toBe(0)
  })

  it('that are under way at the end are still answered', async () => {
    const reading = reads.run(organizations, [])
    reads.close()
    expect((await reading).length).toBeGreaterThan(0)
    await allIdle()
    expect(statements.at(-1)).toBe('COMMIT')
  })

  it('ask for many keys in one statement, each key once', async () => {
    const asked: (readonly string[])[] = []
    const read = {
      readAll: async (_session: unknown, keys: readonly string[]) => {
        asked.push(keys)
        return keys.map((key) => key.toUpperCase())
      },
    }
    expect(await Promise.all(['a', 'b', 'a', 'c'].map((key) => reads.load(read, key)))).toEqual(['A', 'B', 'A', 'C'])
    expect(await reads.load(read, 'b')).toBe('B')
    expect(asked).toEqual([['a', 'b', 'c']])

    reads.renew()
    expect(await reads.load(read, 'b')).toBe('B')
    expect(asked).toEqual([['a', 'b', 'c'], ['b']])
  })
})

describe('after a statement has failed', () => {
  it('the operation’s other reads fail for the same reason, not for one of their own', async () => {
    const failures = await Promise.all([
      failure(reads.run(broken, [])),
      failure(reads.run(organizations, [])),
      failure(reads.run(backend, [])),
    ])
    failures.push(await failure(reads.run(organizations, [])))
    expect(failures[0]).toMatchObject({ code: '22012' })
    expect(new Set(failures).size).toBe(1)
  })

  it('the connection goes back in order', async () => {
    await Promise.all([failure(reads.run(broken, [])), failure(reads.run(organizations, []))])
    reads.close()
    await allIdle()
    const next = new ReadTransaction(pool, everything)
    expect((await next.run(organizations, [])).length).toBeGreaterThan(0)
    next.close()
    await allIdle()
    expect(pool.totalCount).toBe(1)
  })

  it('reads can be renewed', async () => {
    await failure(reads.run(broken, []))
    reads.renew()
    expect((await reads.run(organizations, [])).length).toBeGreaterThan(0)
  })

  it.each([
    ['cancelled', 'pg_cancel_backend', TimeoutError, 'TIMEOUT'],
    ['ended with its connection', 'pg_terminate_backend', ServiceUnavailableError, 'SERVICE_UNAVAILABLE'],
  ])('that was %s, clients are told what to do', async (_how, end, expected, code) => {
    const [row] = await reads.run(backend, [])
    const reading = failure(reads.run(slow, []))
    await waitFor('the statement runs', async () => {
      const found = await gateway.sql(`select from pg_stat_activity where pid = $1 and query like '%pg_sleep%'`, [
        row?.pid,
      ])
      return found.length === 1
    })
    await gateway.sql(`select ${end}($1)`, [row?.pid])
    const error = await reading
    expect(error).toBeInstanceOf(expected)
    expect(error).toMatchObject({ code })
    expect(await failure(reads.run(organizations, []))).toMatchObject({ code })

    reads.close()
    await allIdle()
    const next = new ReadTransaction(pool, everything)
    expect((await next.run(organizations, [])).length).toBeGreaterThan(0)
    next.close()
  })
})

describe('an operation over HTTP', () => {
  it('opens nothing for what needs no rows', async () => {
    gateway.takeStatements()
    const acquired = gateway.gateway.platform.pool.totalCount
    await gateway.query('{ __typename a: __schema { queryType { name } } viewer { permissions } }')
    expect(gateway.takeStatements()).toEqual([])
    expect(gateway.gateway.platform.pool.totalCount).toBe(acquired)
  })

  it('takes one connection however many fields read', async () => {
    const business = await createBusiness(gateway, 2)
    const { token } = await hire(gateway, business, 'STATION_MANAGER')
    gateway.takeStatements()
    await gateway.query(
      `{ viewer { user { fullName roles { code } } stations { name organization { name } } }
         users(first: 5) { nodes { id } totalCount } customers(first: 5) { nodes { id } totalCount } }`,
      {},
      token,
    )
    const sent = gateway.takeStatements()
    expect(sent.filter((text) => text.startsWith('BEGIN'))).toHaveLength(1)
    expect(sent.filter((text) => text === 'COMMIT')).toHaveLength(1)
    expect(sent).toHaveLength(2 + 8)
    const { pool: served } = gateway.gateway.platform
    await waitFor('the connection is back', () => served.idleCount === served.totalCount)
  })
})
