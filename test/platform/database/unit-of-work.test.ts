import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NotFoundError, OutcomeUnknownError, ServiceUnavailableError, TimeoutError } from '#kernel/errors.ts'
import { anonymous, systemViewer, type Viewer } from '#kernel/viewer.ts'
import { sqlState } from '#platform/database/failures.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { PrismaUnitOfWork } from '#platform/database/prisma-unit-of-work.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { joining, type Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import { type Business, createBusiness, sceneViewer } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

const whoAsks = prepare<{ pid: number; stations: string; scope: string }>({
  compile: () =>
    sql<{ pid: number; stations: string; scope: string }>`select pg_backend_pid() as pid,
      current_setting('app.station_ids', true) as stations, current_setting('app.scope', true) as scope`.compile(db),
})
const divisionByZero = prepare<object>({ compile: () => sql<object>`select 1 / 0`.compile(db) })
const sourceOf = prepare<{ source: string | null }>(
  db.selectFrom('customers.customers').select('source').where('id', '=', parameter<string>(1, 'uuid')),
)

let gateway: TestGateway
let pool: GatewayPool
let unitOfWork: PrismaUnitOfWork
let business: Business
let viewer: Viewer

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
  viewer = sceneViewer(business)
})

beforeEach(() => {
  pool = new GatewayPool({ url: gateway.database.gatewayUrl, log: gateway.gateway.platform.log, size: 5 })
  unitOfWork = new PrismaUnitOfWork(pool)
})

afterEach(async () => {
  await waitFor('all connections are back', () => pool.idleCount === pool.totalCount)
  await pool.end()
})

afterAll(() => gateway.stop())

async function insertCustomer({ prisma }: Transaction, id: string, source: string): Promise<void> {
  const bytes = new Uint8Array(randomBytes(62))
  const [stationId] = business.stationIds
  await prisma.customer.create({
    data: { id, stationId, dataKeyWrapped: bytes, nameEnc: bytes, nameTokens: [], source },
  })
}

const sources = async (id: string) =>
  (await gateway.sql<{ source: string }>('select source from customers.customers where id = $1', [id])).map(
    ({ source }) => source,
  )

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error) => error,
  )
}

describe('a unit of work', () => {
  it.each([
    ['as the viewer of the run, for no request', (units: PrismaUnitOfWork) => units, 'system:platform', ''],
    [
      'on behalf of whoever asked, whatever door it goes through',
      (units: PrismaUnitOfWork) => units.onBehalfOf({ actor: anonymous, requestId: 'request-1' }),
      'anonymous',
      'request-1',
    ],
  ])('changes rows %s', async (_name, bind, actor, requestId) => {
    const origin = {
      name: '',
      text: `select current_setting('app.actor') as actor, current_setting('app.request_id') as "requestId"`,
    }
    const found = await bind(unitOfWork).run(viewer, ({ session }) => session.run(origin, []))
    expect(found).toEqual([{ actor, requestId }])
  })

  it('happens as a whole, as the viewer, on one connection that its reads share', async () => {
    const id = newId()
    const result = await unitOfWork.run(viewer, async (transaction) => {
      await insertCustomer(transaction, id, 'walk-in')
      const [asked] = await transaction.session.run(whoAsks, [])
      expect(asked).toMatchObject({ scope: 'platform', stations: business.stationIds.join(',') })
      expect(await transaction.session.run(sourceOf, [id])).toEqual([{ source: 'walk-in' }])
      const [prismas] = await transaction.prisma.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`
      expect(prismas?.pid).toBe(asked?.pid)
      return 'done'
    })
    expect(result).toBe('done')
    expect(await sources(id)).toEqual(['walk-in'])
  })

  it('does not happen at all when the work fails, and its error comes out unchanged', async () => {
    const id = newId()
    const refusal = new NotFoundError('customer')
    const error = await failure(
      unitOfWork.run(viewer, async (transaction) => {
        await insertCustomer(transaction, id, 'walk-in')
        throw refusal
      }),
    )
    expect(error).toBe(refusal)
    expect(await sources(id)).toEqual([])
  })

  it('tells why the first of statements that were sent together failed, whichever is heard of first', async () => {
    const error = await failure(
      unitOfWork.run(viewer, async ({ session }) => {
        const late = async () => await session.run(divisionByZero, [])
        await Promise.all([late().finally(() => undefined), session.run(whoAsks, []), session.run(whoAsks, [])])
      }),
    )
    expect(sqlState(error)).toBe('22012')
  })

  it('is invisible to others until its end', async () => {
    const id = newId()
    await unitOfWork.run(viewer, async (transaction) => {
      await insertCustomer(transaction, id, 'walk-in')
      expect(await sources(id)).toEqual([])
    })
    expect(await sources(id)).toEqual(['walk-in'])
  })

  it('cannot write for a station that is not the viewer’s', async () => {
    const stranger = sceneViewer(await createBusiness(gateway))
    const error = await failure(unitOfWork.run(stranger, (transaction) => insertCustomer(transaction, newId(), 'x')))
    expect(error).toEqual(new NotFoundError('station'))
  })

  it('reads nothing more when its time is nearly up, because its connection may soon be somebody else’s', async () => {
    const hasty = new PrismaUnitOfWork(pool, undefined, 1_200)
    const work = hasty.run(viewer, async ({ session }) => {
      const before = await session.run(whoAsks, [])
      await delay(300)
      return [before, await session.run(whoAsks, [])]
    })
    expect(await failure(work)).toBeInstanceOf(TimeoutError)
  })

  it('leaves nothing of the viewer behind on the connection', async () => {
    await unitOfWork.run(viewer, (transaction) => transaction.session.run(whoAsks, []))
    const { rows } = await pool.query(`select coalesce(current_setting('app.station_ids', true), '') as stations,
      coalesce(current_setting('app.scope', true), '') as scope`)
    expect(rows).toEqual([{ stations: '', scope: '' }])
  })

  it('inside another commits and fails with the outer one', async () => {
    const [kept, lost] = [newId(), newId()]
    await unitOfWork.run(viewer, (outer) =>
      joining(outer).run(systemViewer('feed'), async (inner) => {
        expect(inner).toBe(outer)
        await insertCustomer(inner, kept, 'inner')
      }),
    )
    await failure(
      unitOfWork.run(viewer, async (outer) => {
        await joining(outer).run(viewer, (inner) => insertCustomer(inner, lost, 'inner'))
        throw new Error('the outer one fails')
      }),
    )
    expect(await sources(kept)).toEqual(['inner'])
    expect(await sources(lost)).toEqual([])
  })
})

describe('what is to happen after the commit', () => {
  it('happens when all can see the change, in its order', async () => {
    const id = newId()
    const happened: string[] = []
    await unitOfWork.run(viewer, async (transaction) => {
      transaction.afterCommit(() => happened.push('first'))
      transaction.afterCommit(() => happened.push('second'))
      await insertCustomer(transaction, id, 'walk-in')
      expect(happened).toEqual([])
    })
    expect(happened).toEqual(['first', 'second'])
  })

  it('does not happen when the work fails, nor when the commit does', async () => {
    const happened: string[] = []
    const work = (source: string) =>
      unitOfWork.run(viewer, async (transaction) => {
        transaction.afterCommit(() => happened.push(source))
        await insertCustomer(transaction, newId(), source)
        if (source === 'fails') throw new Error('on purpose')
      })
    await failure(work('fails'))
    await withDeferredTrigger(`raise exception 'not at the commit' using errcode = 'P0001'`, async () => {
      expect(String(await failure(work('fails at the commit')))).toContain('not at the commit')
    })
    expect(happened).toEqual([])
  })

  it('happens once, for the attempt that succeeded', async () => {
    const happened: number[] = []
    let attempts = 0
    await withDeferredTrigger(failTimes(2, '40001'), () =>
      unitOfWork.run(viewer, async (transaction) => {
        attempts += 1
        const attempt = attempts
        transaction.afterCommit(() => happened.push(attempt))
        await insertCustomer(transaction, newId(), 'walk-in')
      }),
    )
    expect(attempts).toBe(3)
    expect(happened).toEqual([3])
  })
})

/** Runs the check with a trigger that fires at the commit of each transaction that has inserted a customer. */
async function withDeferredTrigger(body: string, check: () => Promise<unknown>): Promise<void> {
  await gateway.sql(`create sequence if not exists public.fired`)
  await gateway.sql(`create or replace function public.at_commit() returns trigger language plpgsql security definer as
    $f$ begin ${body}; return null; end $f$`)
  await gateway.sql(`create constraint trigger at_commit after insert on customers.customers
    deferrable initially deferred for each row execute function public.at_commit()`)
  try {
    await check()
  } finally {
    await gateway.sql('drop trigger at_commit on customers.customers; drop sequence public.fired')
  }
}

/** Sequences do not roll back, so they count the attempts. */
function failTimes(times: number, code: string): string {
  return `if nextval('public.fired') <= ${times} then raise exception 'try again' using errcode = '${code}'; end if`
}

describe('a conflict', () => {
  it.each(['40001', '40P01'])('with SQLSTATE %s is tried again from the start', async (code) => {
    const id = newId()
    let attempts = 0
    await withDeferredTrigger(failTimes(3, code), () =>
      unitOfWork.run(viewer, async (transaction) => {
        attempts += 1
        await insertCustomer(transaction, id, `attempt ${attempts}`)
      }),
    )
    expect(await sources(id)).toEqual(['attempt 4'])
  })

  it('that does not go away is answered as unavailable, with nothing changed', async () => {
    const id = newId()
    let attempts = 0
    await withDeferredTrigger(failTimes(100, '40001'), async () => {
      const error = await failure(
        unitOfWork.run(viewer, async (transaction) => {
          attempts += 1
          await insertCustomer(transaction, id, 'never')
        }),
      )
      expect(error).toBeInstanceOf(ServiceUnavailableError)
    })
    expect(attempts).toBe(4)
    expect(await sources(id)).toEqual([])
  })

  it('of two units that wait for each other is resolved: both happen', async () => {
    const [one, other] = [newId(), newId()]
    for (const id of [one, other]) await unitOfWork.run(viewer, (transaction) => insertCustomer(transaction, id, '-'))
    let attempts = 0
    let locked = 0
    const bothHoldOne = () => waitFor('both hold their first row', () => locked >= 2)
    const lockBoth = (first: string, second: string, source: string) =>
      unitOfWork.run(viewer, async ({ prisma }) => {
        attempts += 1
        await prisma.customer.update({ where: { id: first }, data: { source } })
        locked += 1
        await bothHoldOne()
        await prisma.customer.update({ where: { id: second }, data: { source } })
      })
    await Promise.all([lockBoth(one, other, 'a'), lockBoth(other, one, 'b')])
    expect(attempts).toBe(3)
    expect(await sources(one)).toEqual(await sources(other))
  })

  it('between serializable units is resolved: both happen, one after the other', async () => {
    const ids = [newId(), newId()] as const
    for (const id of ids) await unitOfWork.run(viewer, (transaction) => insertCustomer(transaction, id, '-'))
    let attempts = 0
    let read = 0
    // Each changes one row if the other one is untouched: only one of them may find it so.
    const changeIfUntouched = (own: string, others: string) =>
      unitOfWork.run(viewer, async ({ prisma }) => {
        attempts += 1
        await prisma.$executeRaw`set transaction isolation level serializable`
        const found = await prisma.customer.findUniqueOrThrow({ where: { id: others } })
        read += 1
        await waitFor('both have read', () => read >= 2)
        if (found.source === '-') await prisma.customer.update({ where: { id: own }, data: { source: 'changed' } })
      })
    const results = await Promise.allSettled([changeIfUntouched(ids[0], ids[1]), changeIfUntouched(ids[1], ids[0])])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect(attempts).toBe(3)
    expect([...(await sources(ids[0])), ...(await sources(ids[1]))].toSorted()).toEqual(['-', 'changed'])
  })
})

describe('a unit that the database ends', () => {
  const endBackend = `perform pg_terminate_backend(pg_backend_pid())`

  it('while it works is answered as unavailable: nothing has changed', async () => {
    const id = newId()
    const error = await failure(
      unitOfWork.run(viewer, async (transaction) => {
        await insertCustomer(transaction, id, 'lost')
        const [asked] = await transaction.session.run(whoAsks, [])
        await gateway.sql('select pg_terminate_backend($1)', [asked?.pid])
        await transaction.session.run(whoAsks, [])
      }),
    )
    expect(error).toBeInstanceOf(ServiceUnavailableError)
    expect(await sources(id)).toEqual([])
  })

  it('while it commits is answered as unknown', async () => {
    await withDeferredTrigger(endBackend, async () => {
      const error = await failure(unitOfWork.run(viewer, (transaction) => insertCustomer(transaction, newId(), '?')))
      expect(error).toBeInstanceOf(OutcomeUnknownError)
    })
  })

  it('for waiting too long for a lock is answered as timed out', async () => {
    const id = newId()
    await unitOfWork.run(viewer, (transaction) => insertCustomer(transaction, id, 'first'))
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let locked = false
    const holder = unitOfWork.run(viewer, async ({ prisma }) => {
      await prisma.customer.update({ where: { id }, data: { source: 'holder' } })
      locked = true
      await held
    })
    await waitFor('the row is locked', () => locked)
    const error = await failure(
      unitOfWork.run(viewer, async ({ prisma }) => {
        await prisma.customer.update({ where: { id }, data: { source: 'waiter' } })
      }),
    )
    release()
    await holder
    expect(error).toBeInstanceOf(TimeoutError)
    expect(await sources(id)).toEqual(['holder'])
  })
})

describe('many units at once', () => {
  it('never get each other’s connection, viewer or rows, whatever fails among them', async () => {
    const others = await Promise.all(Array.from({ length: 4 }, () => createBusiness(gateway)))
    const businesses = [business, ...others]
    const units = Array.from({ length: 20 }, (_, at) => {
      const { stationIds, organizationId } = businesses[at % businesses.length] as Business
      return { id: newId(), at, stationId: stationIds[0], viewer: sceneViewer({ stationIds, organizationId }) }
    })
    const work = ({ id, at, stationId, viewer: own }: (typeof units)[number]) =>
      unitOfWork.run(own, async ({ prisma, session }) => {
        const [before] = await session.run(whoAsks, [])
        const bytes = new Uint8Array(randomBytes(62))
        const data = { id, stationId, dataKeyWrapped: bytes, nameEnc: bytes, nameTokens: [], source: `${at}` }
        await prisma.customer.create({ data })
        await delay(at % 7)
        expect(await session.run(sourceOf, [id])).toEqual([{ source: `${at}` }])
        if (at % 3 === 0) throw new Error(`unit ${at} fails`)
        const [prismas] = await prisma.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`
        const [after] = await session.run(whoAsks, [])
        expect(after).toEqual(before)
        expect(prismas?.pid).toBe(before?.pid)
        expect(after?.stations).toBe(stationId)
        return at
      })
    const results = await Promise.allSettled(units.map(work))
    const expected = units.map(({ at }) => (at % 3 === 0 ? `Error: unit ${at} fails` : at))
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)))).toEqual(
      expected,
    )
    const kept = await gateway.sql<{ id: string }>('select id from customers.customers where id = any($1)', [
      units.map(({ id }) => id),
    ])
    const committed = units.filter(({ at }) => at % 3 !== 0).map(({ id }) => id)
    expect(kept.map(({ id }) => id).toSorted()).toEqual(committed.toSorted())
    expect(pool.totalCount).toBeLessThanOrEqual(5)
  })
})
