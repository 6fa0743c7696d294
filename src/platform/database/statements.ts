import { createHash } from 'node:crypto'
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely'
import type { DB } from './generated/tables/index.ts'
import type { Statement } from './rows.ts'

/** Builds and compiles typed SQL; it has no connection, a `Session` runs what comes out. */
export const db = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

interface Compilable<Row> {
  compile(): CompiledQuery<Row>
}

/** The place of a value that is given on each run, counted from 1 (`$1`), with its PostgreSQL type. */
export function parameter<Value>(position: number, type: string): RawBuilder<Value> {
  return sql.raw(`$${position}::${type}`)
}

/** Compiles a statement once, at start. All its values are `parameter`s. */
export function prepare<Row>(query: Compilable<Row>): Statement<Row> {
  const { sql: text, parameters } = query.compile()
  if (parameters.length > 0) throw new TypeError(`a fixed statement has no values of its own: ${text}`)
  return { name: statementName(text), text }
}

/** Statements are named by their text: the same text is planned once per connection, whoever sends it. */
export function statementName(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
