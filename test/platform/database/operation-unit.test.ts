import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NotFoundError, ServiceUnavailableError, TimeoutError } from '#kernel/errors.ts'
import { systemViewer, type Viewer } from '#kernel/viewer.ts'
import { constraintName } from '#platform/database/failures.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { PrismaUnitOfWork } from '#platform/database/prisma-unit-of-work.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { joining, type OperationUnit, type Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import { type Business, createBusiness, sceneViewer } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

const whoAsks = prepare<{ pid: number }>({
  compile: () => sql<{ pid: number }>`select pg_backend_pid() as pid`.compile(db),
})
const nameOf = prepare<{ name: string }>(
  db.selectFrom('identity.organizations').select('name').where('id', '=', parameter<string>(1, 'uuid')),
)
const broken = prepare<{ broken: number }>({ compile: () => sql<{ broken: number }>`select 1/0 as broken`.compile(db) })
const names = {
  readAll: async (session: Parameters<typeof readNames>[0], ids: readonly string[]) => readNames(session, ids),
}

async function readNames(session: Transaction['session'], ids: readonly string[]) {
  return Promise.all(ids.map(async (id) => (await session.run(nameOf, [id]))[0]?.name ?? null))
}

let gateway: TestGateway
let pool: GatewayPool
let unitOfWork: PrismaUnitOfWork
let business: Business
/** Whose operations these are. */
let viewer: Viewer
const platform = systemViewer('platform')

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
  viewer = {
    kind: 'user',
    userId: newId(),
    sessionId: newId(),
    stationIds: business.stationIds,
    organizationIds: [business.organizationId],
    grants: new Map(),
  }
})

beforeEach(() => {
  pool = new GatewayPool({ url: gateway.database.gatewayUrl, log: gateway.gateway.platform.log, size: 3 })
  unitOfWork = new PrismaUnitOfWork(pool)
})

afterEach(async () => {
  await waitFor('all connections are back', () => pool.idleCount === pool.totalCount)
  await pool.end()
})

afterAll(() => gateway.stop())

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error) => error,
  )
}

/** A use case: an organization of this name, in one unit of work. */
function found(unit: OperationUnit, name: string, then: (transaction: Transaction) => unknown = () => undefined) {
  const id = newId()
  return unit.run(platform, async (transaction) => {
    const { prisma } = transaction
    await prisma.organization.create({ data: { id, name, slug: id, subscriptionTier: 'FREE', settings: {} } })
    await then(transaction)
    return id
  })
}

async function stored(id: string): Promise<string[]> {
  const rows = await gateway.sql<{ name: string }>('select name from identity.organizations where id = $1', [id])
  return rows.map(({ name }) => name)
}

describe('an operation in one transaction', () => {
  it('commits all of its parts together, on one connection', async () => {
    const { ids, pids } = await unitOfWork.runOperation(viewer, async (unit) => {
      const pids = new Set<number | undefined>()
      const note = async ({ session }: Transaction) => pids.add((await session.run(whoAsks, []))[0]?.pid)
      const ids = [await found(unit, 'first', note), await found(unit, 'second', note)]
      pids.add((await unit.reads.run(whoAsks, []))[0]?.pid)
      for (const id of ids) expect(await stored(id)).toEqual([])
      return { result: { ids, pids }, keep: true }
    })
    expect(pids.size).toBe(1)
    expect(await Promise.all(ids.map(stored))).toEqual([['first'], ['second']])
  })

  it('rolls all of them back when it is not to be kept, and answers all the same', async () => {
    const id = await unitOfWork.runOperation(viewer, async (unit) => ({
      result: await found(unit, 'never'),
      keep: false,
    }))
    expect(await stored(id)).toEqual([])
  })

  it('rolls all of them back when it fails, and its error comes out unchanged', async () => {
    const refusal = new NotFoundError('customer')
    let id = ''
    const error = await failure(
      unitOfWork.runOperation(viewer, async (unit) => {
        id = await found(unit, 'never')
        throw refusal
      }),
    )
    expect(error).toBe(refusal)
    expect(await stored(id)).toEqual([])
  })

  it('goes on behind a part that was refused, of which nothing is left', async () => {
    const refusal = new NotFoundError('customer')
    let lost = ''
    const kept = await unitOfWork.runOperation(viewer, async (unit) => {
      const part = unit.run(platform, async (transaction) => {
        lost = await foundIn(transaction, 'lost')
        throw refusal
      })
      expect(await failure(part)).toBe(refusal)
      return { result: await found(unit, 'kept'), keep: true }
    })
    expect(await stored(lost)).toEqual([])
    expect(await stored(kept)).toEqual(['kept'])
  })

  it('goes on behind a part that the database refused, whose error comes out as it was', async () => {
    const kept = await unitOfWork.runOperation(viewer, async (unit) => {
      const first = await found(unit, 'first')
      const twin = unit.run(platform, async ({ prisma }) => {
        await prisma.organization.create({
          data: { id: newId(), name: 'twin', slug: first, subscriptionTier: 'FREE', settings: {} },
        })
      })
      expect(constraintName(await failure(twin))).toBe('organizations_slug_key')
      const again = unit.run(platform, ({ session }) => session.run(nameOf, [first]))
      expect(await again).toEqual([{ name: 'first' }])
      return { result: first, keep: true }
    })
    expect(await stored(kept)).toEqual(['first'])
  })

  it('lets a part that is inside another join it, and refuses one that would wait for itself', async () => {
    const id = await unitOfWork.runOperation(viewer, async (unit) => {
      const nested = unit.run(platform, () => unit.run(platform, async () => undefined))
      expect(String(await failure(nested))).toContain('joining()')
      const inside = unit.run(platform, (outer) => joining(outer).run(platform, (inner) => foundIn(inner, 'inside')))
      return { result: await inside, keep: true }
    })
    expect(await stored(id)).toEqual(['inside'])
  })

  it('does parts that are asked for at once one after the other', async () => {
    const order: string[] = []
    await unitOfWork.runOperation(viewer, async (unit) => {
      const part = (name: string) =>
        unit.run(platform, async ({ session }) => {
          order.push(`${name} begins`)
          await session.run(whoAsks, [])
          order.push(`${name} ends`)
        })
      await Promise.all([part('a'), part('b'), part('c')])
      return { result: null, keep: false }
    })
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })
})

/** The same inside a transaction that is there. */
async function foundIn(transaction: Transaction, name: string): Promise<string> {
  const id = newId()
  await transaction.prisma.organization.create({ data: { id, name, slug: id, subscriptionTier: 'FREE', settings: {} } })
  return id
}

describe('the reads of such an operation', () => {
  it('see what its parts have written, once they are asked anew', async () => {
    await unitOfWork.runOperation(sceneViewer(business), async (unit) => {
      const id = business.organizationId
      const before = await unit.reads.load(names, id)
      await unit.run(platform, ({ prisma }) => prisma.organization.update({ where: { id }, data: { name: 'Renamed' } }))
      expect(await unit.reads.load(names, id)).toBe(before)
      unit.reads.renew()
      expect(await unit.reads.load(names, id)).toBe('Renamed')
      return { result: null, keep: false }
    })
  })

  it('keep nothing from being rolled back once one of them has failed', async () => {
    let id = ''
    const error = await failure(
      unitOfWork.runOperation(viewer, async (unit) => {
        id = await found(unit, 'lost')
        expect(await failure(unit.reads.run(broken, []))).toMatchObject({ code: '22012' })
        expect(await failure(unit.reads.run(whoAsks, []))).toMatchObject({ code: '22012' })
        return { result: null, keep: true }
      }),
    )
    expect(error).toMatchObject({ code: '22012' })
    expect(await stored(id)).toEqual([])
  })

  it('have an end: a field that comes late gets at no connection of somebody else', async () => {
    let late: OperationUnit | undefined
    await unitOfWork.runOperation(viewer, async (unit) => {
      late = unit
      return { result: null, keep: true }
    })
    expect(String(await failure(late?.reads.run(whoAsks, []) ?? Promise.resolve()))).toContain('has ended')
    expect(String(await failure(late?.run(viewer, async () => undefined) ?? Promise.resolve()))).toContain('has ended')
  })
})

describe('what is to happen after the commit', () => {
  it('happens for the parts that were not refused, after the whole', async () => {
    const happened: string[] = []
    const note = (what: string) => (transaction: Transaction) => transaction.afterCommit(() => happened.push(what))
    await unitOfWork.runOperation(viewer, async (unit) => {
      await found(unit, 'first', note('first'))
      await failure(
        found(unit, 'refused', (transaction) => {
          note('refused')(transaction)
          throw new NotFoundError('customer')
        }),
      )
      await found(unit, 'last', note('last'))
      expect(happened).toEqual([])
      return { result: null, keep: true }
    })
    expect(happened).toEqual(['first', 'last'])
  })

  it('does not happen when the whole is rolled back', async () => {
    const happened: string[] = []
    await unitOfWork.runOperation(viewer, async (unit) => {
      await found(unit, 'lost', (transaction) => transaction.afterCommit(() => happened.push('lost')))
      return { result: null, keep: false }
    })
    expect(happened).toEqual([])
  })

  it('tells which parts are kept', async () => {
    const parts: Transaction[] = []
    await unitOfWork.runOperation(viewer, async (unit) => {
      await found(unit, 'kept', (transaction) => parts.push(transaction))
      await failure(
        found(unit, 'refused', (transaction) => {
          parts.push(transaction)
          throw new NotFoundError('customer')
        }),
      )
      expect(parts.map((part) => unit.isKept(part))).toEqual([true, false])
      return { result: null, keep: false }
    })
  })
})

describe('a conflict in a part', () => {
  const conflicting = prepare<object>({
    compile: () => sql<object>`select app_test.fail()`.compile(db),
  })

  async function failTimes(times: number, check: () => Promise<void>): Promise<void> {
    await gateway.sql(`create schema app_test; grant usage on schema app_test to teppan_gateway;
      create sequence app_test.tries; grant usage on sequence app_test.tries to teppan_gateway;
      create function app_test.fail() returns void language plpgsql as $f$ begin
        if nextval('app_test.tries') <= ${times} then raise exception 'again' using errcode = '40P01'; end if; end $f$`)
    try {
      await check()
    } finally {
      await gateway.sql('drop schema app_test cascade')
    }
  }

  it('has the whole operation done again, although the part’s error was caught', async () => {
    await failTimes(2, async () => {
      let attempts = 0
      const ids: string[] = []
      const result = await unitOfWork.runOperation(viewer, async (unit) => {
        attempts += 1
        ids.push(await found(unit, `attempt ${attempts}`))
        const error = await failure(unit.run(viewer, ({ session }) => session.run(conflicting, [])))
        return { result: error, keep: true }
      })
      expect(attempts).toBe(3)
      expect(result).toBeNull()
      expect(await Promise.all(ids.map(stored))).toEqual([[], [], ['attempt 3']])
    })
  })

  it('that does not go away is answered as unavailable, also when nothing was to be kept', async () => {
    await failTimes(100, async () => {
      for (const keep of [true, false]) {
        const error = await failure(
          unitOfWork.runOperation(viewer, async (unit) => {
            await failure(unit.run(viewer, ({ session }) => session.run(conflicting, [])))
            return { result: null, keep }
          }),
        )
        expect(error).toBeInstanceOf(ServiceUnavailableError)
      }
    })
  })
})

describe('an operation whose connection is lost or whose time is up', () => {
  it('has changed nothing, whatever it has caught', async () => {
    let id = ''
    const error = await failure(
      unitOfWork.runOperation(viewer, async (unit) => {
        id = await found(unit, 'lost')
        const [asked] = await unit.reads.run(whoAsks, [])
        await gateway.sql('select pg_terminate_backend($1)', [asked?.pid])
        await failure(found(unit, 'lost too'))
        return { result: null, keep: true }
      }),
    )
    expect(error).toBeInstanceOf(ServiceUnavailableError)
    expect(await stored(id)).toEqual([])
  })

  it('sends nothing more to a connection that may soon be somebody else’s', async () => {
    const hasty = new PrismaUnitOfWork(pool, undefined, 1_200)
    let id = ''
    const error = await failure(
      hasty.runOperation(viewer, async (unit) => {
        id = await found(unit, 'late')
        const begin = performance.now()
        await waitFor('the time to be nearly up', () => performance.now() - begin > 300)
        expect(await failure(unit.reads.run(whoAsks, []))).toBeInstanceOf(TimeoutError)
        expect(await failure(found(unit, 'later'))).toBeInstanceOf(TimeoutError)
        return { result: null, keep: true }
      }),
    )
    expect(error).toBeInstanceOf(TimeoutError)
    expect(await stored(id)).toEqual([])
  })
})
