import type { CompiledQuery } from 'kysely'
import type pg from 'pg'
import type { Viewer } from '#kernel/viewer.ts'
import { ClientSession, type StatementObserver } from './client-session.ts'
import { isAftermath, toRequestError } from './failures.ts'
import { type BatchRead, Loads } from './loaders.ts'
import type { GatewayPool } from './pool.ts'
import type { QueryOptions, Session, Statement } from './rows.ts'
import { viewerSettings } from './viewer-settings.ts'

interface OpenTransaction {
  client: pg.PoolClient
  session: ClientSession
}

/** What resolvers read with. */
export interface Reads extends Session {
  /** The value for one key; all keys that are asked for in one tick are read by one statement, each key once. */
  load<Key, Value>(read: BatchRead<Key, Value>, key: Key): Promise<Value>
  /** Forgets all that was read: the next read sees what has been written since, as this viewer if there is another. */
  renew(viewer?: Viewer): void
  /** Nothing is read any more. */
  close(): void
}

/** Reads as this viewer, for what is not an operation of GraphQL. To be closed. */
export type OpenReads = (viewer: Viewer) => ReadTransaction

/**
 * What one GraphQL operation reads: one connection and one snapshot under row-level security, opened by the first
 * read and closed at the end of the operation. An operation that reads nothing opens nothing.
 */
export class ReadTransaction implements Reads {
  readonly #pool: GatewayPool
  #viewer: Viewer
  readonly #observe: StatementObserver | undefined
  readonly #loads = new Loads(this)
  #opening: Promise<OpenTransaction> | undefined
  /** What went wrong first in this transaction. */
  #failure: unknown
  #closed = false

  constructor(pool: GatewayPool, viewer: Viewer, observe?: StatementObserver) {
    this.#pool = pool
    this.#viewer = viewer
    this.#observe = observe
  }

  run<Row>(statement: Statement<Row>, values: readonly unknown[], options?: QueryOptions): Promise<Row[]> {
    return this.#read((session) => session.run(statement, values, options))
  }

  query<Row>(query: CompiledQuery<Row>, options?: QueryOptions): Promise<Row[]> {
    return this.#read((session) => session.query(query, options))
  }

  load<Key, Value>(read: BatchRead<Key, Value>, key: Key): Promise<Value> {
    return this.#loads.load(read, key)
  }

  /** Ends the transaction. Does not wait for the server, which has nothing to save. */
  close(): void {
    this.#closed = true
    this.#end()
  }

  renew(viewer: Viewer = this.#viewer): void {
    this.#viewer = viewer
    this.#loads.forget()
    this.#end()
  }

  async #read<Row>(send: (session: ClientSession) => Promise<Row[]>): Promise<Row[]> {
    if (this.#closed) throw new Error('a read after the end of its operation')
    try {
      this.#opening ??= this.#open()
      const { session } = await this.#opening
      return await send(session)
    } catch (error) {
      if (isAftermath(error)) throw this.#failure ?? error
      this.#failure = toRequestError(error)
      throw this.#failure
    }
  }

  async #open(): Promise<OpenTransaction> {
    const client = await this.#pool.connect()
    const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${viewerSettings(this.#viewer)}`
    this.#observe?.(begin)
    // Not awaited: the first read travels right behind it. Should it fail, so does that read.
    client.query(begin).catch(() => undefined)
    return { client, session: new ClientSession(client, this.#observe) }
  }

  #end(): void {
    const opening = this.#opening
    this.#opening = undefined
    this.#failure = undefined
    opening?.then(
      ({ client }) => {
        this.#observe?.('COMMIT')
        client.query('COMMIT').then(
          () => client.release(),
          (error) => client.release(error),
        )
      },
      () => undefined,
    )
  }
}
