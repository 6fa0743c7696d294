import type { CompiledQuery } from 'kysely'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'
import { PLAN_ANEW, PLAN_ONCE } from './plan-modes.ts'
import { type QueryOptions, rowTypes, type Session, type Statement } from './rows.ts'
import { statementName } from './statements.ts'

/** Of composed statements: to look a name up takes less than to reckon it. */
const names = new LRUCache<string, string>({ max: 500 })

function nameOf(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = statementName(text)
    names.set(text, name)
  }
  return name
}

/** Told of each statement before it is sent; for tests and logs. */
export type StatementObserver = (text: string) => void

/** Reads over one connection that is inside a transaction with the viewer set. */
export class ClientSession implements Session {
  readonly #client: pg.ClientBase
  readonly #observe: StatementObserver | undefined

  constructor(client: pg.ClientBase, observe?: StatementObserver) {
    this.#client = client
    this.#observe = observe
  }

  run<Row>({ name, text }: Statement<Row>, values: readonly unknown[], options?: QueryOptions): Promise<Row[]> {
    return this.#send<Row>(text, values, options?.planAnew ? null : name)
  }

  query<Row>({ sql, parameters }: CompiledQuery<Row>, options?: QueryOptions): Promise<Row[]> {
    return this.#send<Row>(sql, parameters, options?.planAnew ? null : nameOf(sql))
  }

  /** By its name it is planned once; without one, for these values. */
  async #send<Row>(text: string, values: readonly unknown[], name: string | null): Promise<Row[]> {
    this.#observe?.(text)
    const config = { text, values: values as unknown[], types: rowTypes }
    const { rows } = await (name === null ? this.#planAnew(config) : this.#client.query({ name, ...config }))
    return rows as Row[]
  }

  /** All three travel together. When the statement fails, the transaction does, and the last has nothing left to set. */
  async #planAnew(config: pg.QueryConfig): Promise<pg.QueryResult> {
    const setMode = (mode: string) => this.#client.query(`SET LOCAL plan_cache_mode = ${mode}`)
    const [, result] = await Promise.all([setMode(PLAN_ANEW), this.#client.query(config), setMode(PLAN_ONCE)])
    return result
  }
}
