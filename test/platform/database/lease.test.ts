import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemViewer } from '#kernel/viewer.ts'
import { Lease } from '#platform/database/lease.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { PrismaUnitOfWork } from '#platform/database/prisma-unit-of-work.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { db, prepare } from '#platform/database/statements.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

const settings = prepare<{ pid: number }>({
  compile: () =>
    sql<{ pid: number }>`select pg_backend_pid() as pid, set_config(name, '0', true)
      from unnest(array['statement_timeout', 'lock_timeout', 'client_connection_check_interval', 'transaction_timeout']) name`.compile(
      db,
    ),
})
const everybody = prepare<{ id: string }>(db.selectFrom('identity.organizations').select('id'))

let gateway: TestGateway
let pool: GatewayPool
let locker: pg.Client

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  pool = new GatewayPool({ url: gateway.database.gatewayUrl, log: gateway.gateway.platform.log, size: 2 })
  locker = new pg.Client({ connectionString: gateway.database.adminUrl })
  await locker.connect()
  await locker.query('begin; lock table identity.organizations in access exclusive mode')
})

afterEach(async () => {
  await locker.end()
  await pool.end()
})

afterAll(() => gateway.stop())

/** What the backend is doing; null when there is none any more. */
async function activityOf(pid: number): Promise<string | null> {
  const [row] = await gateway.sql<{ wait: string | null }>(
    'select wait_event_type as wait from pg_stat_activity where pid = $1',
    [pid],
  )
  return row ? String(row.wait) : null
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

describe('a lease that is cut', () => {
  it('ends a read that waits for a lock, in the database too, and its connection', async () => {
    const lease = new Lease()
    const reads = new ReadTransaction(pool, systemViewer('platform'))
    const [pid, waiting] = await pool.lease.run(lease, async () => {
      // Nothing else would end it.
      const [row] = await reads.run(settings, [])
      return [row?.pid ?? 0, failure(reads.run(everybody, []))] as const
    })
    await waitFor('the read waits', async () => (await activityOf(pid)) === 'Lock')
    lease.cut()
    expect(await waiting).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    await waitFor('the backend is gone', async () => (await activityOf(pid)) === null)
    reads.close()
    await waitFor('the connection is out of the pool', () => pool.totalCount === 0)
  })

  it('rolls back a unit of work, which has changed nothing', async () => {
    const lease = new Lease()
    const unitOfWork = new PrismaUnitOfWork(pool)
    const pids: number[] = []
    const work = pool.lease.run(lease, () =>
      failure(
        unitOfWork.run(systemViewer('platform'), async ({ session, prisma }) => {
          const [row] = await session.run(settings, [])
          pids.push(row?.pid ?? 0)
          await prisma.organization.create({ data: { name: 'Never', slug: 'never' } as never })
        }),
      ),
    )
    const pid = await waitFor('the write waits', async () => {
      const [first] = pids
      return first !== undefined && (await activityOf(first)) === 'Lock' && first
    })
    lease.cut()
    expect(await work).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    await waitFor('the backend is gone', async () => (await activityOf(pid)) === null)
    await locker.query('rollback')
    expect(await gateway.sql("select from identity.organizations where slug = 'never'")).toEqual([])
  })

  it('ends what is begun afterwards', async () => {
    const lease = new Lease()
    lease.cut()
    const reads = new ReadTransaction(pool, systemViewer('platform'))
    const read = pool.lease.run(lease, () => failure(reads.run(everybody, [])))
    expect(await read).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    reads.close()
    await waitFor('the connection is out of the pool', () => pool.totalCount === 0)
  })

  it('leaves alone what others run, and connections that were given back', async () => {
    await locker.query('rollback')
    const lease = new Lease()
    const used = new ReadTransaction(pool, systemViewer('platform'))
    const [row] = await pool.lease.run(lease, () => used.run(settings, []))
    used.close()
    await waitFor('the connection is back', () => pool.idleCount === 1)
    const other = new ReadTransaction(pool, systemViewer('platform'))
    const [same] = await other.run(settings, [])
    expect(same?.pid).toBe(row?.pid)
    lease.cut()
    expect(await other.run(everybody, [])).toEqual([])
    other.close()
  })
})
