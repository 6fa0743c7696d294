import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import type { Viewer } from '#kernel/viewer.ts'
import { BoundedSession } from './bounded-session.ts'
import type { StatementObserver } from './client-session.ts'
import { isConflict, toCommitError, toRequestError } from './failures.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { TransactionOfOperation } from './operation-unit.ts'
import type { ClientSlot, GatewayPool } from './pool.ts'
import type { OperationUnit, OperationUnits, Transaction, UnitsOfWork, Verdict } from './unit-of-work.ts'
import { type Origin, originSettings, viewerSettings } from './viewer-settings.ts'

const MAX_ATTEMPTS = 4
/** Longer than any wait for a lock (2 s) and a few statements; below the server's transaction_timeout (15 s). */
const TRANSACTION_TIMEOUT_MS = 10_000
const SAFETY_MARGIN_MS = 1_000

/** A transaction as this file opens it. */
interface OpenTransaction extends Transaction {
  readonly session: BoundedSession
}

export class PrismaUnitOfWork implements UnitsOfWork {
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

  run<Result>(viewer: Viewer, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.onBehalfOf({ actor: viewer, requestId: null }).run(viewer, work)
  }

  runOperation<Result>(viewer: Viewer, work: (unit: OperationUnit) => Promise<Verdict<Result>>): Promise<Result> {
    return this.onBehalfOf({ actor: viewer, requestId: null }).runOperation(viewer, work)
  }

  onBehalfOf(origin: Origin): OperationUnits {
    return {
      run: (viewer, work) => this.#persist(settingsOf(viewer, origin), work),
      runOperation: (viewer, work) => this.#runOperation(viewer, origin, work),
    }
  }

  async #runOperation<Result>(
    viewer: Viewer,
    origin: Origin,
    work: (unit: OperationUnit) => Promise<Verdict<Result>>,
  ): Promise<Result> {
    try {
      return await this.#persist(settingsOf(viewer, origin), (transaction) => runWhole(viewer, transaction, work))
    } catch (error) {
      if (error instanceof Discarded) return error.result as Result
      throw error
    }
  }

  /** Tries again what ends in a conflict. */
  async #persist<Result>(settings: string, work: (transaction: OpenTransaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(settings, work)
      } catch (error) {
        if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw toRequestError(error)
        await delay(Math.random() * 20 * 2 ** attempt)
      }
    }
  }

  async #attempt<Result>(settings: string, work: (transaction: OpenTransaction) => Promise<Result>): Promise<Result> {
    const afterCommit: (() => void)[] = []
    const slot: ClientSlot = {}
    let committing = false
    const transact = () =>
      this.#prisma.$transaction(
        async (prisma) => {
          const { client } = slot
          if (!client) throw new Error('the transaction did not take its connection from the gateway pool')
          await client.query(settings)
          const session = new BoundedSession(client, this.#timeoutMs - SAFETY_MARGIN_MS, this.#observe)
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

function settingsOf(viewer: Viewer, origin: Origin): string {
  return `${viewerSettings(viewer)}; ${originSettings(origin)}`
}

/** Rolls the transaction back and carries the result out. */
class Discarded extends Error {
  readonly result: unknown

  constructor(result: unknown) {
    super('rolled back as it was to be')
    this.result = result
  }
}

async function runWhole<Result>(
  viewer: Viewer,
  transaction: OpenTransaction,
  work: (unit: OperationUnit) => Promise<Verdict<Result>>,
): Promise<Result> {
  const unit = new TransactionOfOperation(viewer, transaction.session, transaction)
  try {
    const { result, keep, last } = await work(unit)
    await unit.end()
    if (!keep) throw new Discarded(result)
    if (unit.failure !== undefined) throw unit.failure
    if (last) {
      await unit.askAsViewer()
      await last()
    }
    return result
  } catch (error) {
    await unit.end()
    // Whatever came of it: it has to be done again.
    throw isConflict(unit.failure) ? unit.failure : error
  }
}
