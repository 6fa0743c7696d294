import type { CompiledQuery } from 'kysely'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'
import { type QueryOptions, rowTypes, type Session, type Statement } from './rows.ts'
import { statementName } from './statements.ts'

/** Composed statements that are used again get a name; beyond this many different texts they go unnamed. */
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

  run<Row>(
    { name, text }: Statement<Row>,
    values: readonly unknown[],
    { planAnew = false }: QueryOptions = {},
  ): Promise<Row[]> {
    return this.#send<Row>(planAnew ? undefined : name, text, values)
  }

  query<Row>({ sql, parameters }: CompiledQuery<Row>, { planAnew = false }: QueryOptions = {}): Promise<Row[]> {
    return this.#send<Row>(planAnew ? undefined : nameOf(sql), sql, parameters)
  }

  async #send<Row>(name: string | undefined, text: string, values: readonly unknown[]): Promise<Row[]> {
    this.#observe?.(text)
    const config = { name, text, values: values as unknown[], types: rowTypes }
    const { rows } = await this.#client.query(config)
    return rows as Row[]
  }
}
