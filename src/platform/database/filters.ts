import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { type ColumnType, typeName } from './column-types.ts'
import type { DB } from './generated/tables/index.ts'

type Given<Value> = Value | null | undefined

/** What a column is compared with. All that is given must hold; null is as good as not given. */
export interface Comparison<Value> {
  eq?: Given<Value>
  in?: Given<readonly Value[]>
  notIn?: Given<readonly Value[]>
  gte?: Given<Value>
  lt?: Given<Value>
  isNull?: Given<boolean>
}

/** A column that a list can be filtered by. */
export interface ValueColumn<Value> {
  column: string
  type: ColumnType
  isNullable: boolean
  /** The column that tells the list's scopes apart: a comparison with it chooses among them. */
  isScope: boolean
  lead: LeadingColumn | null
  /** Never set: carries the type of the values. */
  readonly value?: Value
}

/** A column by whose values a page is read one by one, because for each an index has its rows in the order of the list. */
export interface LeadingColumn {
  /** What the index begins with: the scope and then the column, or, where a value is seldom in two scopes, the column. */
  after: 'scope' | 'nothing'
  /** The orders that such indexes have, by the names of their first keys in the row. */
  orders: readonly string[]
}

/** A condition of a list's own, that is more than the comparison of a column. */
export interface OwnCondition<Value> {
  toSql(value: Value): RawBuilder<SqlBool>
  /** Whether it holds or does not, with nothing in between: an index can then lead to its opposite too. */
  isNeverNull?: true
}

type Filterable = ValueColumn<unknown> | OwnCondition<never>
type GivenFor<Column> =
  Column extends OwnCondition<infer Value> ? Value : Column extends ValueColumn<infer Value> ? Comparison<Value> : never

/** Conditions that all must hold, and how further filters are combined with them. */
export type FilterOf<Columns> = { readonly [Name in keyof Columns]?: Given<GivenFor<Columns[Name]>> } & {
  readonly AND?: Given<readonly FilterOf<Columns>[]>
  readonly OR?: Given<readonly FilterOf<Columns>[]>
  readonly NOT?: Given<FilterOf<Columns>>
}

/** One condition. A comparison with a null of the database does not hold, and its opposite does: there is no third way. */
export type Condition =
  | { column: ValueColumn<unknown>; operator: 'in' | 'notIn'; values: readonly unknown[] }
  | { column: ValueColumn<unknown>; operator: 'gte' | 'lt'; value: unknown }
  | { column: ValueColumn<unknown>; operator: 'isNull' | 'isNotNull' }
  | { own: RawBuilder<SqlBool>; isNeverNull: boolean }
  | { some: readonly (readonly Condition[])[] }
  | { not: readonly Condition[] }

type NullOption<Value> = null extends Value ? { isNullable: true } : { isNullable?: never }
interface ColumnOptions {
  isScope?: true
  lead?: LeadingColumn
}

/** Columns of a table under its name in the query, with the types of their values. */
export function columnsOf<Table extends keyof DB & string>(from: `${Table} as ${string}`) {
  const alias = from.split(' as ')[1]
  type Values = Selectable<DB[Table]>
  return <Name extends keyof Values & string>(
    name: Name,
    type: ColumnType,
    ...[options]: null extends Values[Name]
      ? [ColumnOptions & NullOption<Values[Name]>]
      : [(ColumnOptions & NullOption<Values[Name]>)?]
  ): ValueColumn<NonNullable<Values[Name]>> => ({
    column: `${alias}.${name}`,
    type,
    isNullable: options?.isNullable ?? false,
    isScope: options?.isScope ?? false,
    lead: options?.lead ?? null,
  })
}

/** What a list can be filtered by: turns what is wanted into conditions that all must hold. */
export function defineFilter<Columns extends Record<string, Filterable>>(columns: Columns) {
  const names = Object.keys(columns)
  const read = (filter: FilterOf<Columns>): Condition[] => [
    ...names.flatMap((name) => {
      const given = filter[name]
      const column = columns[name]
      return given == null || column === undefined ? [] : compare(column, given)
    }),
    ...(filter.AND ?? []).flatMap(read),
    ...(filter.OR ? either(filter.OR.map(read)) : []),
    ...(filter.NOT ? [opposite(read(filter.NOT))] : []),
  ]
  return (filter: Given<FilterOf<Columns>>): readonly Condition[] => (filter ? read(filter) : [])
}

function compare(column: Filterable, given: unknown): Condition[] {
  if ('toSql' in column) {
    return [{ own: column.toSql(given as never), isNeverNull: column.isNeverNull ?? false }]
  }
  const { eq, in: values, notIn, gte, lt, isNull } = given as Comparison<unknown>
  return [
    ...(eq != null ? [oneOf(column, [eq])] : []),
    ...(values ? [oneOf(column, values)] : []),
    ...(notIn ? [noneOf(column, notIn)] : []),
    ...(gte != null ? [{ column, operator: 'gte', value: gte } as const] : []),
    ...(lt != null ? [{ column, operator: 'lt', value: lt } as const] : []),
    ...(isNull != null ? [{ column, operator: isNull ? 'isNull' : 'isNotNull' } as const] : []),
  ]
}

function oneOf(column: ValueColumn<unknown>, values: readonly unknown[]): Condition {
  return { column, operator: 'in', values: [...new Set(values)] }
}

/** Of an enum that is never null, none of some is one of the others, which an index can find. */
function noneOf(column: ValueColumn<unknown>, values: readonly unknown[]): Condition {
  if (typeof column.type === 'string' || column.isNullable) return { column, operator: 'notIn', values }
  return oneOf(
    column,
    column.type.values.filter((value) => !values.includes(value)),
  )
}

function either(alternatives: Condition[][]): Condition[] {
  const [first, ...more] = alternatives
  return first && more.length === 0 ? first : [{ some: alternatives }]
}

function opposite(conditions: readonly Condition[]): Condition {
  const [first, ...more] = conditions
  if (first === undefined || more.length > 0) return { not: conditions }
  if ('own' in first && first.isNeverNull) return { own: sql<SqlBool>`not ${first.own}`, isNeverNull: true }
  if (!('operator' in first)) return { not: conditions }
  const { column, operator } = first
  switch (operator) {
    case 'in':
      return noneOf(column, first.values)
    case 'notIn':
      return oneOf(column, first.values)
    case 'isNull':
      return { column, operator: 'isNotNull' }
    case 'isNotNull':
      return { column, operator: 'isNull' }
    default:
      if (column.isNullable) return { not: conditions }
      return { column, operator: operator === 'gte' ? 'lt' : 'gte', value: first.value }
  }
}

export function allHold(conditions: readonly Condition[]): RawBuilder<SqlBool> {
  return conditions.length > 0 ? sql<SqlBool>`(${sql.join(conditions.map(toSql), sql` and `)})` : sql<SqlBool>`true`
}

function toSql(condition: Condition): RawBuilder<SqlBool> {
  if ('own' in condition) return condition.own
  if ('not' in condition) return sql`${allHold(condition.not)} is not true`
  if ('some' in condition) return someHold(condition.some)
  const column = sql.ref(condition.column.column)
  const type = sql.raw(typeName(condition.column.type))
  switch (condition.operator) {
    case 'in':
      if (condition.column.type === 'bool') return isOneOf(column, condition.values)
      return sql`${column} = any(${condition.values}::${type}[])`
    case 'notIn':
      return sql`(${column} = any(${condition.values}::${type}[])) is not true`
    case 'gte':
      return sql`${column} >= ${condition.value}::${type}`
    case 'lt':
      return sql`${column} < ${condition.value}::${type}`
    case 'isNull':
      return sql`${column} is null`
    case 'isNotNull':
      return sql`${column} is not null`
  }
}

/** So written that an index of the true ones, or of the false, is found. */
function isOneOf(column: RawBuilder<unknown>, values: readonly unknown[]): RawBuilder<SqlBool> {
  const [value, ...more] = values
  if (value === undefined) return sql`false`
  if (more.length > 0) return sql`${column} is not null`
  return value === true ? sql`${column}` : sql`not ${column}`
}

function someHold(alternatives: readonly (readonly Condition[])[]): RawBuilder<SqlBool> {
  if (alternatives.length === 0) return sql`false`
  return sql`(${sql.join(alternatives.map(allHold), sql` or `)})`
}
