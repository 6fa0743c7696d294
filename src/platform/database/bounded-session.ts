import type { CompiledQuery } from 'kysely'
import type pg from 'pg'
import { TimeoutError } from '#kernel/errors.ts'
import { ClientSession, type StatementObserver } from './client-session.ts'
import { isAftermath } from './failures.ts'
import type { QueryOptions, Session, Statement } from './rows.ts'

/**
 * Sends until shortly before the transaction's time is up. Prisma then gives the connection back while the work still
 * runs, and whoever has it next may be another viewer.
 */
export class BoundedSession implements Session {
  readonly #client: pg.ClientBase
  readonly #session: Session
  readonly #deadline: number
  /** Why the transaction takes no more statements, if it does not. */
  #failure: unknown

  constructor(client: pg.ClientBase, forMs: number, observe?: StatementObserver) {
    this.#client = client
    this.#session = new ClientSession(client, observe)
    this.#deadline = performance.now() + forMs
  }

  async run<Row>(statement: Statement<Row>, values: readonly unknown[], options?: QueryOptions): Promise<Row[]> {
    this.#requireTime()
    return this.#tellingCause(this.#session.run(statement, values, options))
  }

  async query<Row>(query: CompiledQuery<Row>, options?: QueryOptions): Promise<Row[]> {
    this.#requireTime()
    return this.#tellingCause(this.#session.query(query, options))
  }

  /** For what steers the transaction itself: savepoints and settings, several in one message. */
  async steer(statements: string): Promise<void> {
    this.#requireTime()
    await this.#client.query(statements)
  }

  /** Of statements that are sent together all that follow the one that fails fail too, and any of them may be heard first. */
  async #tellingCause<Row>(rows: Promise<Row[]>): Promise<Row[]> {
    try {
      return await rows
    } catch (error) {
      if (isAftermath(error)) throw this.#failure ?? error
      this.#failure = error
      throw error
    }
  }

  #requireTime(): void {
    if (performance.now() > this.#deadline) throw new TimeoutError(new Error('the unit of work took too long'))
  }
}
