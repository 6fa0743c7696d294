import { AsyncLocalStorage } from 'node:async_hooks'
import type { CompiledQuery } from 'kysely'
import type { Viewer } from '#kernel/viewer.ts'
import type { BoundedSession } from './bounded-session.ts'
import { isAftermath, isConflict, isConnectionLoss, toRequestError } from './failures.ts'
import { type BatchRead, Loads } from './loaders.ts'
import type { Reads } from './read-transaction.ts'
import type { QueryOptions, Session, Statement } from './rows.ts'
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
  /** As whom the transaction asks right now. */
  #asking: Viewer
  readonly #kept = new Set<Transaction>()
  #turn: Promise<unknown> = Promise.resolve()
  #partsWaiting = 0
  /** Why the transaction as a whole can no longer be committed. */
  #failure: unknown
  #ended = false

  /** `transaction` is open, and set to the viewer. */
  constructor(viewer: Viewer, session: BoundedSession, transaction: Transaction) {
    this.#viewer = viewer
    this.#asking = viewer
    this.#session = session
    this.transaction = transaction
    this.reads = new OperationReads(viewer, (reader, send) => this.#read(reader, send))
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

  /** Afterwards the transaction itself asks as the operation's viewer. */
  async askAsViewer(): Promise<void> {
    if (this.#asking !== this.#viewer) await this.#session.steer(this.#askAs(this.#viewer))
  }

  get failure(): unknown {
    return this.#failure
  }

  async #runPart<Result>(viewer: Viewer, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    this.#requireOpen()
    const before = this.#asking
    const afterCommit: (() => void)[] = []
    const { prisma, session } = this.transaction
    const transaction: Transaction = { prisma, session, afterCommit: (action) => afterCommit.push(action) }
    try {
      await this.#session.steer(`SAVEPOINT part; ${this.#askAs(viewer)}`)
      const result = await work(transaction)
      await this.#session.steer('RELEASE SAVEPOINT part')
      for (const action of afterCommit) this.transaction.afterCommit(action)
      this.#kept.add(transaction)
      return result
    } catch (error) {
      await this.#undoPart(error)
      this.#asking = before
      throw toRequestError(error)
    }
  }

  /** Settings roll back with the rest. */
  async #undoPart(error: unknown): Promise<void> {
    if (isConflict(error) || isConnectionLoss(error)) {
      this.#failure ??= error
      return
    }
    await this.#session.steer('ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part').catch((failure: unknown) => {
      this.#failure ??= failure
    })
  }

  /** The statements after which the viewer asks; none when it is that viewer already. */
  #askAs(viewer: Viewer): string {
    if (viewer === this.#asking) return ''
    this.#asking = viewer
    return viewerSwitch(viewer)
  }

  async #read<Row>(reader: Viewer, send: (session: Session) => Promise<Row[]>): Promise<Row[]> {
    while (this.#partsWaiting > 0) await this.#turn
    this.#requireOpen()
    try {
      // Sent before any read that comes after this one.
      if (reader !== this.#asking) await this.#session.steer(this.#askAs(reader))
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

type Send = <Row>(reader: Viewer, send: (session: Session) => Promise<Row[]>) => Promise<Row[]>

/** What an operation reads inside its transaction: it sees what the operation has written. */
class OperationReads implements Reads {
  readonly #read: Send
  readonly #loads = new Loads(this)
  #reader: Viewer
  #closed = false

  constructor(reader: Viewer, read: Send) {
    this.#reader = reader
    this.#read = read
  }

  run<Row>(statement: Statement<Row>, values: readonly unknown[], options?: QueryOptions): Promise<Row[]> {
    return this.#send((session) => session.run(statement, values, options))
  }

  query<Row>(query: CompiledQuery<Row>, options?: QueryOptions): Promise<Row[]> {
    return this.#send((session) => session.query(query, options))
  }

  load<Key, Value>(read: BatchRead<Key, Value>, key: Key): Promise<Value> {
    return this.#loads.load(read, key)
  }

  renew(viewer: Viewer = this.#reader): void {
    this.#reader = viewer
    this.#loads.forget()
  }

  close(): void {
    this.#closed = true
  }

  async #send<Row>(send: (session: Session) => Promise<Row[]>): Promise<Row[]> {
    if (this.#closed) throw new Error('a read after the end of its operation')
    return this.#read(this.#reader, send)
  }
}
