import { type Insertable, sql } from 'kysely'
import type { DB } from './generated/tables/index.ts'
import type { Session } from './rows.ts'
import { db, parameter, prepare } from './statements.ts'

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

type AnyBytes<Value> = Value extends Buffer ? Uint8Array : Value

/** A row to insert, by the names that its columns have in TypeScript. */
type NewRow<Table extends keyof DB> = {
  [Column in keyof Insertable<DB[Table]> & string as CamelCase<Column>]: AnyBytes<Insertable<DB[Table]>[Column]>
}

/**
 * A statement that inserts rows with these columns, the others as the database fills them in, where a write is so
 * frequent that Prisma's share of it counts. Rows travel as JSON, so that any number of them is one statement; bytes
 * (`bytea`) travel in PostgreSQL's notation.
 */
export function prepareInsert<Table extends keyof DB, Name extends keyof NewRow<Table> & string>(
  table: Table,
  names: readonly Name[],
): (session: Session, rows: readonly Pick<NewRow<Table>, Name>[]) => Promise<void> {
  const columns = new Map(names.map((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]))
  const list = sql.join([...columns.values()].map((column) => sql.ref(column)))
  const into = sql.table(table)
  const statement = prepare({
    compile: () =>
      sql`insert into ${into} (${list})
        select ${list} from json_populate_recordset(null::${into}, ${parameter(1, 'json')})`.compile(db),
  })
  return async (session, rows) => {
    if (rows.length === 0) return
    const records = rows.map((row) =>
      Object.fromEntries([...columns].map(([name, column]) => [column, toJson(row[name])])),
    )
    await session.run(statement, [JSON.stringify(records)])
  }
}

function toJson(value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value
}
