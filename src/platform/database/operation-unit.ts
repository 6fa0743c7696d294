import { AsyncLocalStorage } from 'node:async_hooks'
import type { CompiledQuery } from 'kysely'
import type { Viewer } from '#kernel/viewer.ts'
import type { BoundedSession } from './bounded-session.ts'
import { isAftermath, isConflict, isConnectionLoss, toRequestError } from './failures.ts'
import { type BatchRead, Loads } from './loaders.ts'
import type { Reads } from './read-transaction.ts'
import type { Session, Statement } from './rows.ts'
import type { OperationUnit, Transaction } from './unit-of-work.ts'
import { viewerSwitch } from './viewer-settings.ts'

/** The operation of whose parts one is at work. */
const atWork = new AsyncLocalStorage<TransactionOfOperation>()

/**
 * One transaction for all that an operation does and reads. Each unit of work becomes a part of it, behind a savepoint:
 * what fails is undone, and the transaction lives on. Parts come one after the other, and nothing is read meanwhile,
 * because a part may be another viewer's.
 */
export class TransactionOfOperation implements OperationUnit {
  readonly reads: Reads
  readonly transaction: Transaction
  readonly #session: BoundedSession
  readonly #viewer: Viewer
  readonly #kept = new Set<Transaction>()
  #turn: Promise<unknown> = Promise.resolve()
  #partsWaiting = 0
  /** Why the transaction as a whole can no longer be committed. */
  #failure: unknown
  #ended = false

  /** `transaction` is open, and set to the viewer. */
  constructor(viewer: Viewer, session: BoundedSession, transaction: Transaction) {
    this.#viewer = viewer
    this.#session = session
    this.transaction = transaction
    this.reads = new OperationReads((send) => this.#read(send))
  }

  isKept(transaction: Transaction): boolean {
    return this.#kept.has(transaction)
  }

  async run<Result>(viewer: Viewer, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    if (atWork.getStore() === this) throw new Error('a part inside a part would wait for itself: use joining()')
    this.#partsWaiting += 1
    const part = this.#turn.then(() => atWork.run(this, () => this.#runPart(viewer, work)))
    this.#turn = part.then(
      () => (this.#partsWaiting -= 1),
      () => (this.#partsWaiting -= 1),
    )
    return part
  }

  /** Takes no more parts and reads, and waits for those under way. */
  async end(): Promise<void> {
    this.#ended = true
    await this.#turn
  }

  get failure(): unknown {
    return this.#failure
  }

  async #runPart<Result>(viewer: Viewer, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    this.#requireOpen()
    const [enter, leave] = viewer === this.#viewer ? ['', ''] : [viewerSwitch(viewer), viewerSwitch(this.#viewer)]
    const afterCommit: (() => void)[] = []
    const { prisma, session } = this.transaction
    const transaction: Transaction = { prisma, session, afterCommit: (action) => afterCommit.push(action) }
    try {
      await this.#session.steer(`SAVEPOINT part; ${enter}`)
      const result = await work(transaction)
      await this.#session.steer(`RELEASE SAVEPOINT part; ${leave}`)
      for (const action of afterCommit) this.transaction.afterCommit(action)
      this.#kept.add(transaction)
      return result
    } catch (error) {
      await this.#undoPart(error, leave)
      throw toRequestError(error)
    }
  }

  async #undoPart(error: unknown, leave: string): Promise<void> {
    if (isConflict(error) || isConnectionLoss(error)) {
      this.#failure ??= error
      return
    }
    await this.#session
      .steer(`ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part; ${leave}`)
      .catch((failure: unknown) => {
        this.#failure ??= failure
      })
  }

  async #read<Row>(send: (session: Session) => Promise<Row[]>): Promise<Row[]> {
    while (this.#partsWaiting > 0) await this.#turn
    this.#requireOpen()
    try {
      return await send(this.#session)
    } catch (error) {
      if (isAftermath(error) && this.#failure !== undefined) throw toRequestError(this.#failure)
      this.#failure ??= error
      throw toRequestError(error)
    }
  }

  #requireOpen(): void {
    if (this.#ended) throw new Error('the operation has ended')
    if (this.#failure !== undefined) throw toRequestError(this.#failure)
  }
}

/** What an operation reads inside its transaction: it sees what the operation has written. */
class OperationReads implements Reads {
  readonly #read: <Row>(send: (session: Session) => Promise<Row[]>) => Promise<Row[]>
  readonly #loads = new Loads(this)
  #closed = false

  constructor(read: <Row>(send: (session: Session) => Promise<Row[]>) => Promise<Row[]>) {
    this.#read = read
  }

  run<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<Row[]> {
    return this.#send((session) => session.run(statement, values))
  }

  query<Row>(query: CompiledQuery<Row>): Promise<Row[]> {
    return this.#send((session) => session.query(query))
  }

  load<Key, Value>(read: BatchRead<Key, Value>, key: Key): Promise<Value> {
    return this.#loads.load(read, key)
  }

  renew(viewer?: Viewer): void {
    if (viewer) throw new Error('an operation in one transaction is read as its viewer alone: see ownTransactions')
    this.#loads.forget()
  }

  close(): void {
    this.#closed = true
  }

  async #send<Row>(send: (session: Session) => Promise<Row[]>): Promise<Row[]> {
    if (this.#closed) throw new Error('a read after the end of its operation')
    return this.#read(send)
  }
}
