import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import type { CompiledQuery } from 'kysely'
import { TimeoutError } from '#kernel/errors.ts'
import type { Viewer } from '#kernel/viewer.ts'
import { ClientSession, type StatementObserver } from './client-session.ts'
import { isConflict, toCommitError, toRequestError } from './failures.ts'
import { type Prisma, PrismaClient } from './generated/prisma/client.ts'
import type { ClientSlot, GatewayPool } from './pool.ts'
import type { QueryOptions, Session, Statement } from './rows.ts'
import { viewerSettings } from './viewer-settings.ts'

/** Everything that a use case reads and writes goes through this one transaction. */
export interface Transaction {
  /** Reads what this very transaction has written. */
  readonly session: Session
  readonly prisma: Prisma.TransactionClient
  /** Runs after the commit, and only then. Must not throw. */
  afterCommit(action: () => void): void
}

export interface UnitOfWork {
  /**
   * Runs the work in one transaction as the viewer: all of it happens, or nothing. The work may run again from its
   * start when the database reports a conflict, so it has no effects besides the transaction's.
   */
  run<Result>(viewer: Viewer, work: (transaction: Transaction) => Promise<Result>): Promise<Result>
}

const MAX_ATTEMPTS = 4
/** Longer than any wait for a lock (2 s) and a few statements; below the server's transaction_timeout (15 s). */
const TRANSACTION_TIMEOUT_MS = 10_000
const SAFETY_MARGIN_MS = 1_000

export class PrismaUnitOfWork implements UnitOfWork {
  readonly #pool: GatewayPool
  readonly #prisma: PrismaClient
  readonly #observe: StatementObserver | undefined
  readonly #timeoutMs: number

  constructor(pool: GatewayPool, observe?: StatementObserver, timeoutMs = TRANSACTION_TIMEOUT_MS) {
    this.#pool = pool
    this.#timeoutMs = timeoutMs
    this.#prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
    this.#observe = observe
  }

  async run<Result>(viewer: Viewer, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(viewer, work)
      } catch (error) {
        if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw toRequestError(error)
        await delay(Math.random() * 20 * 2 ** attempt)
      }
    }
  }

  async #attempt<Result>(viewer: Viewer, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const afterCommit: (() => void)[] = []
    const slot: ClientSlot = {}
    let committing = false
    const transact = () =>
      this.#prisma.$transaction(
        async (prisma) => {
          const { client } = slot
          if (!client) throw new Error('the transaction did not take its connection from the gateway pool')
          await client.query(viewerSettings(viewer))
          const session = new BoundedSession(
            new ClientSession(client, this.#observe),
            this.#timeoutMs - SAFETY_MARGIN_MS,
          )
          const result = await work({ session, prisma, afterCommit: (action) => afterCommit.push(action) })
          committing = true
          return result
        },
        { maxWait: 2_000, timeout: this.#timeoutMs },
      )
    try {
      const result = await this.#pool.slot.run(slot, transact)
      for (const action of afterCommit) action()
      return result
    } catch (error) {
      throw committing && !isConflict(error) ? toCommitError(error) : error
    }
  }
}

/**
 * Reads until shortly before the transaction's time is up. Prisma then gives the connection back while the work still
 * runs, and whoever has it next may be another viewer.
 */
class BoundedSession implements Session {
  readonly #session: Session
  readonly #deadline: number

  constructor(session: Session, forMs: number) {
    this.#session = session
    this.#deadline = performance.now() + forMs
  }

  run<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<Row[]> {
    return this.#inTime(() => this.#session.run(statement, values))
  }

  query<Row>(query: CompiledQuery<Row>, options?: QueryOptions): Promise<Row[]> {
    return this.#inTime(() => this.#session.query(query, options))
  }

  async #inTime<Result>(read: () => Promise<Result>): Promise<Result> {
    if (performance.now() > this.#deadline) throw new TimeoutError(new Error('the unit of work took too long'))
    return read()
  }
}

/** A unit of work inside another: it commits and fails with the outer one. */
export function joining(transaction: Transaction): UnitOfWork {
  return { run: (_viewer, work) => work(transaction) }
}
