import type { CompiledQuery } from 'kysely'
import pg from 'pg'

const INT8 = 20
const INT8_ARRAY = 1016
const TIMESTAMPTZ = 1184

/** Amounts and counters fit a double's 53 bits; anything larger is a defect and must not be rounded silently. */
function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer out of range: ${text}`)
  return value
}

/** Thrown for the value: thrown while the driver looks for a parser, an error would end the process. */
function refuseArray(): never {
  throw new TypeError('arrays of bigint are not read')
}

const parseAnyInstant = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date

/** Sessions are in UTC, so all but far-fetched times look like `2026-11-20 13:42:07.123+00`: half the usual work. */
function parseInstant(text: string): Date {
  const date = text.endsWith('+00') ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : null
  return date === null || Number.isNaN(date.getTime()) ? parseAnyInstant(text) : date
}

/** How values arrive from the database: as node-postgres does it, but `bigint` as a number. */
export const rowTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return toSafeInteger
    if (oid === TIMESTAMPTZ) return parseInstant
    if (oid === INT8_ARRAY) return refuseArray
    return pg.types.getTypeParser(oid, format)
  },
} as pg.CustomTypesConfig

/** SQL whose text never changes, so that PostgreSQL parses it once per connection. */
export interface Statement<Row> {
  readonly name: string
  readonly text: string
  /** Never set: carries the type of the rows. */
  readonly row?: Row
}

/** Reads as one viewer, inside one transaction. */
export interface Session {
  run<Row>(statement: Statement<Row>, values: readonly unknown[], options?: QueryOptions): Promise<Row[]>
  /** For statements that are composed at run time. */
  query<Row>(query: CompiledQuery<Row>, options?: QueryOptions): Promise<Row[]>
}

export interface QueryOptions {
  /** Plans it for its very values each time, because the best plan depends on them; else once for all. */
  planAnew?: boolean
}
