import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ForbiddenError,
  NotFoundError,
  OutcomeUnknownError,
  ServiceUnavailableError,
  TimeoutError,
} from '#kernel/errors.ts'
import { systemViewer } from '#kernel/viewer.ts'
import {
  isAftermath,
  isConflict,
  isConnectionLoss,
  sqlState,
  toCommitError,
  toRequestError,
} from '#platform/database/failures.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { PrismaUnitOfWork } from '#platform/database/prisma-unit-of-work.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

let gateway: TestGateway
let client: pg.Client
let unitOfWork: PrismaUnitOfWork
let pool: GatewayPool

beforeAll(async () => {
  gateway = await startTestGateway()
  client = new pg.Client({ connectionString: gateway.database.gatewayUrl })
  await client.connect()
  pool = new GatewayPool({ url: gateway.database.gatewayUrl, log: gateway.gateway.platform.log, size: 2 })
  unitOfWork = new PrismaUnitOfWork(pool)
})

afterAll(async () => {
  await client.end()
  await pool.end()
  await gateway.stop()
})

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error) => error,
  )
}

/** The error that PostgreSQL raises with this SQLSTATE, as the driver gives it. */
function raised(code: string): Promise<unknown> {
  return failure(client.query(`do $$ begin raise exception 'on purpose' using errcode = '${code}'; end $$`))
}

/** The same as it comes through Prisma, before the unit of work has translated it. */
async function raisedThroughPrisma(code: string): Promise<unknown> {
  let caught: unknown
  await failure(
    unitOfWork.run(systemViewer('platform'), async ({ prisma }) => {
      const statement = `do $$ begin raise exception 'on purpose' using errcode = '${code}'; end $$`
      caught = await failure(prisma.$executeRawUnsafe(statement))
    }),
  )
  return caught
}

describe('an error of PostgreSQL', () => {
  it.each([
    ['40001', ServiceUnavailableError],
    ['40P01', ServiceUnavailableError],
    ['57P01', ServiceUnavailableError],
    ['57P02', ServiceUnavailableError],
    ['57P03', ServiceUnavailableError],
    ['53300', ServiceUnavailableError],
    ['08006', ServiceUnavailableError],
    ['57014', TimeoutError],
    ['55P03', TimeoutError],
    ['25P03', TimeoutError],
    ['25P04', TimeoutError],
  ])('%s is told as %O, whichever way it came', async (code, expected) => {
    for (const error of [await raised(code), await raisedThroughPrisma(code)]) {
      expect(sqlState(error)).toBe(code)
      expect(toRequestError(error)).toBeInstanceOf(expected)
      expect(toRequestError(error)).toMatchObject({ cause: error })
    }
  })

  it.each(['23505', '23503', '42501', '22P02', 'P0001', 'XX000'])(
    '%s is a defect and stays what it is',
    async (code) => {
      for (const error of [await raised(code), await raisedThroughPrisma(code)]) {
        expect(sqlState(error)).toBe(code)
        expect(toRequestError(error)).toBe(error)
        expect(toCommitError(error)).toBe(error)
        expect(isConflict(error)).toBe(false)
        expect(isConnectionLoss(error)).toBe(false)
      }
    },
  )

  it('is a conflict when the whole can be tried again', async () => {
    for (const code of ['40001', '40P01']) {
      expect(isConflict(await raised(code))).toBe(true)
      expect(isConflict(await raisedThroughPrisma(code))).toBe(true)
    }
    expect(isConflict(await raised('57014'))).toBe(false)
    expect(isConflict(null)).toBe(false)
  })

  it('at the commit leaves the outcome open when the connection was lost, and only then', async () => {
    expect(toCommitError(await raised('57P01'))).toBeInstanceOf(OutcomeUnknownError)
    expect(toCommitError(await raised('40001'))).toBeInstanceOf(ServiceUnavailableError)
    expect(toCommitError(await raised('57014'))).toBeInstanceOf(TimeoutError)
  })

  it('about the transaction having failed already is known as such', async () => {
    await client.query('begin')
    await raised('P0001')
    const error = await failure(client.query('select 1'))
    await client.query('rollback')
    expect(isAftermath(error)).toBe(true)
    expect(isAftermath(await raised('P0001'))).toBe(false)
  })
})

describe('a lost connection', () => {
  it('is known by what the system says when nobody listens, or nobody answers to the name', async () => {
    for (const [host, port] of [
      ['127.0.0.1', 1],
      ['no-such-host.invalid', 5432],
    ] as const) {
      const error = await failure(new pg.Client({ host, port, user: 'x', database: 'x' }).connect())
      expect(toRequestError(error)).toBeInstanceOf(ServiceUnavailableError)
    }
  })

  it('is known by what the driver says when the server ends it', async () => {
    const lost = new pg.Client({ connectionString: gateway.database.gatewayUrl })
    lost.on('error', () => undefined)
    await lost.connect()
    const { rows } = await lost.query('select pg_backend_pid() as pid')
    const reading = failure(lost.query('select pg_sleep(5)'))
    await gateway.sql('select pg_terminate_backend($1)', [rows[0].pid])
    expect(toRequestError(await reading)).toBeInstanceOf(ServiceUnavailableError)
    expect(toRequestError(await failure(lost.query('select 1')))).toBeInstanceOf(ServiceUnavailableError)
  })

  it('is known by what the driver says when the server is silent', async () => {
    const patient = new pg.Client({ connectionString: gateway.database.gatewayUrl, query_timeout: 50 })
    await patient.connect()
    expect(toRequestError(await failure(patient.query('select pg_sleep(1)')))).toBeInstanceOf(ServiceUnavailableError)
    await patient.end()
  })
})

describe('a refusal', () => {
  it('stays what it is', () => {
    for (const error of [new NotFoundError('customer'), new ForbiddenError('x'), new TimeoutError(null)]) {
      expect(toRequestError(error)).toBe(error)
      expect(toCommitError(error)).toBe(error)
    }
  })
})
