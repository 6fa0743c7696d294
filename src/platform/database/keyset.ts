import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { cutPage, type Page, type PageRequest } from '#kernel/page.ts'
import { type ColumnType, typeName } from './column-types.ts'
import { type FilterPlan, planFilter } from './filter-plan.ts'
import { allHold, type Condition } from './filters.ts'
import type { EdgeStatements } from './loaders.ts'
import type { Session, Statement } from './rows.ts'
import { db, parameter, prepare } from './statements.ts'

/**
 * The order of a list, ending in a unique key. All keys go the same way, so that a page is found by one comparison of
 * rows, and page 1,000 costs what page 1 costs.
 */
export interface Sort<Row> {
  direction: 'asc' | 'desc'
  keys: readonly SortKey<Row>[]
}

export interface SortKey<Row> {
  /** The column as the query knows it. */
  column: string
  /** The same column's name in the row. */
  name: keyof Row & string
  type: ColumnType
  /** Only of the first key: rows without a value are then the least of all. */
  isNullable?: boolean
}

/** A query as Kysely builds it; so far it has filters, but no order and no limit. */
export interface Selection<Row> extends Expression<Row> {
  where(condition: Expression<SqlBool>): Selection<Row>
  orderBy(order: Expression<unknown>): Selection<Row>
  limit(limit: Expression<number>): Selection<Row>
}

/** Selects the rows of one scope: a station, an organization, a parent. */
export type ScopedSelection<Row> = (scopeId: RawBuilder<string>) => Selection<Row>

/** A selection without values of its own. Its pages without conditions are built once, and not on each request. */
export type FixedSelection<Row> = ScopedSelection<Row> & { readonly pages: Map<string, Statement<Row>> }

export function fixSelection<Row>(select: ScopedSelection<Row>): FixedSelection<Row> {
  return Object.assign(select, { pages: new Map<string, Statement<Row>>() })
}

/** A list over several scopes, with the conditions that its rows have to meet. */
export interface List<Row> {
  scopeIds: readonly string[]
  select: ScopedSelection<Row> | FixedSelection<Row>
  conditions?: readonly Condition[]
}

/** What a cursor has to hold to find this row again in this order. */
export function cursorKeys<Row>(sort: Sort<Row>, row: Row): (string | null)[] {
  return sort.keys.map(({ name }) => {
    const value = row[name]
    if (value === null) return null
    return value instanceof Date ? value.toISOString() : String(value)
  })
}

/**
 * One page of a list over several stations: each station gives the nearest rows by its own index, the nearest of all
 * are the page. Where a column leads, each of its values does so at each station.
 */
export async function listPage<Row>(
  session: Session,
  list: List<Row> & { sort: Sort<Row>; page: PageRequest },
): Promise<Page<Row>> {
  const { page, sort, conditions = [] } = list
  if ('pages' in list.select && conditions.length === 0 && !page.cursor?.includes(null)) {
    const values = [list.scopeIds, page.limit + 1, ...(page.cursor ?? [])]
    return cutPage(await session.run(plainPage(list.select, sort, page), values), page)
  }
  const plan = planFilter(conditions, list.scopeIds, sort.keys[0] ?? null)
  const selection = meeting(list.select, plan)
  const limit = sql<number>`${page.limit + 1}::int`
  const rows = nearest(selection, {
    sort,
    direction: page.direction,
    cursor: page.cursor && typedKeys(sort, page.cursor),
    limit,
  })
  const query = sql<Row>`select page.* from ${scopesOf(plan)}
    cross join lateral (${rows}) as page order by ${orderOf(sort, page.direction, 'name')} limit ${limit}`
  return cutPage(await session.query(query.compile(db), { planAnew: plan.dependsOnValues }), page)
}

/** Values: the scopes' ids, the limit, then the cursor's keys, none of which may be null. */
function plainPage<Row>(
  select: FixedSelection<Row>,
  sort: Sort<Row>,
  { direction, cursor }: PageRequest,
): Statement<Row> {
  const keys = sort.keys.map(({ column }) => column).join()
  const kind = `${keys} ${sort.direction} ${direction} ${cursor === null}`
  const known = select.pages.get(kind)
  if (known) return known
  const statement = preparePage(select, sort, { direction, besideCursor: cursor !== null, isMerged: true })
  select.pages.set(kind, statement)
  return statement
}

interface PageKind {
  direction: PageRequest['direction']
  besideCursor: boolean
  /** Whether the nearest of all scopes are the page, or those of each scope are one. */
  isMerged: boolean
  /** How many values the selection names as parameters, from 3 on. */
  givenCount?: number
}

function preparePage<Row>(select: ScopedSelection<Row>, sort: Sort<Row>, kind: PageKind): Statement<Row> {
  const { direction, besideCursor, isMerged, givenCount = 0 } = kind
  const cursor = besideCursor ? sort.keys.map(({ type }, at) => parameter(at + 3 + givenCount, typeName(type))) : null
  const limit = parameter<number>(2, 'int')
  const rows = nearest(select(sql.ref('scope.id')), { sort, direction, cursor, limit })
  const order = isMerged ? sql`order by ${orderOf(sort, direction, 'name')} limit ${limit}` : sql``
  return prepare<Row>({
    compile: () =>
      sql<Row>`select page.* from unnest(${parameter(1, 'uuid[]')}) as scope(id)
        cross join lateral (${rows}) as page ${order}`.compile(db),
  })
}

/** How many rows the list has over all stations. */
export async function countList(session: Session, list: List<unknown>): Promise<number> {
  const plan = planFilter(list.conditions ?? [], list.scopeIds, null)
  const entries = meeting(list.select, plan)
  const query = sql<{ count: number }>`select coalesce(sum(part.count), 0)::bigint as count
    from ${scopesOf(plan)}
    cross join lateral (select count(*) from (${entries}) as entry) as part`
  const [row] = await session.query(query.compile(db), { planAnew: plan.dependsOnValues })
  return row?.count ?? 0
}

/** Every place to read from: each scope, or where a column leads, each of its values. */
function scopesOf({ scopeIds, lead }: FilterPlan): RawBuilder<unknown> {
  if (!lead) return sql`unnest(${scopeIds}::uuid[]) as scope(id)`
  const { values, inEachScope } = lead
  const type = sql.raw(typeName(lead.type))
  if (!inEachScope) return sql`unnest(${values}::${type}[]) as scope(value)`
  const ids = scopeIds.flatMap((id) => values.map(() => id))
  const each = scopeIds.flatMap(() => values)
  return sql`unnest(${ids}::uuid[], ${each}::${type}[]) as scope(id, value)`
}

function meeting<Row>(select: ScopedSelection<Row>, { scopeIds, lead, conditions }: FilterPlan): Selection<Row> {
  const selection = select(!lead || lead.inEachScope ? sql.ref('scope.id') : sql`any(${scopeIds}::uuid[])`)
  const led = lead ? selection.where(sql`${sql.ref(lead.column)} = ${sql.ref('scope.value')}`) : selection
  return conditions.length > 0 ? led.where(allHold(conditions)) : led
}

/** The cursor's keys as values of the statement. */
export function typedKeys<Row>(sort: Sort<Row>, cursor: readonly (string | null)[]): CursorKeys {
  return cursor.map((text, at) =>
    text === null ? null : sql`${text}::${sql.raw(typeName(sort.keys[at]?.type ?? 'text'))}`,
  )
}

/**
 * The four statements of a nested list. Values: the parents' ids, the limit, as many as are given besides (the
 * selection names them as parameters from 3 on), then the cursor's keys, none of which may be null.
 */
export function prepareEdge<Row>(select: ScopedSelection<Row>, sort: Sort<Row>, givenCount = 0): EdgeStatements<Row> {
  const variant = (direction: PageRequest['direction'], besideCursor: boolean) =>
    preparePage(select, sort, { direction, besideCursor, isMerged: false, givenCount })
  return {
    forward: variant('forward', false),
    forwardAfter: variant('forward', true),
    backward: variant('backward', false),
    backwardBefore: variant('backward', true),
  }
}

type CursorKeys = readonly (RawBuilder<unknown> | null)[]

/** Which rows of one scope are wanted. */
export interface Stretch<Row> {
  sort: Sort<Row>
  direction: PageRequest['direction']
  cursor: CursorKeys | null
  limit: RawBuilder<number>
}

/** The nearest rows of one scope. Those without a value of the first key lie elsewhere in its index than the others. */
export function nearest<Row>(query: Selection<Row>, stretch: Stretch<Row>): Expression<Row> {
  const { sort, cursor } = stretch
  const [first] = sort.keys
  if (!first?.isNullable) return stretchOf(query, stretch, cursor)
  const isAscending = effectiveOrder(sort, stretch.direction) === 'asc'
  const column = sql.ref(first.column)
  const withValue = query.where(sql<SqlBool>`${column} is not null`)
  const without = query.where(sql<SqlBool>`${column} is null`)
  if (cursor === null) return both(stretchOf(withValue, stretch, null), stretchOf(without, stretch, null))
  // The least come first when reading upwards, and last when reading downwards.
  if (cursor[0] === null) {
    const rest = stretchOf(without, stretch, cursor)
    return isAscending ? both(rest, stretchOf(withValue, stretch, null)) : rest
  }
  const rest = stretchOf(withValue, stretch, cursor)
  return isAscending ? rest : both(rest, stretchOf(without, stretch, null))
}

function both<Row>(one: Expression<Row>, other: Expression<Row>): Expression<Row> {
  return sql<Row>`(${one}) union all (${other})`
}

function stretchOf<Row>(query: Selection<Row>, stretch: Stretch<Row>, cursor: CursorKeys | null): Selection<Row> {
  const { sort, direction, limit } = stretch
  const ordered = query.orderBy(orderOf(sort, direction, 'column')).limit(limit)
  return cursor === null ? ordered : ordered.where(isBeyond(sort, direction, cursor))
}

/** Whether a row lies beyond the cursor; keys without a value are the same in all rows that are compared. */
function isBeyond<Row>(sort: Sort<Row>, direction: PageRequest['direction'], cursor: CursorKeys): RawBuilder<SqlBool> {
  const compared = sort.keys.flatMap(({ column }, at) => {
    const key = cursor[at]
    return key ? [{ column: sql.ref(column), key }] : []
  })
  const comparison = sql.raw(effectiveOrder(sort, direction) === 'asc' ? '>' : '<')
  return sql`(${sql.join(compared.map(({ column }) => column))}) ${comparison} (${sql.join(compared.map(({ key }) => key))})`
}

function orderOf<Row>(sort: Sort<Row>, direction: PageRequest['direction'], by: 'column' | 'name') {
  const order = effectiveOrder(sort, direction)
  // Within a scope rows with a value and without are read apart; only where they meet does it matter which come first.
  const nulls = sql.raw(order === 'asc' ? ' nulls first' : ' nulls last')
  const keys = sort.keys.map((key) => {
    if (by === 'column') return sql`${sql.ref(key.column)} ${sql.raw(order)}`
    return sql`${sql.ref(`page.${key.name}`)} ${sql.raw(order)}${key.isNullable ? nulls : sql``}`
  })
  return sql.join(keys)
}

/** Reading backward is reading the reversed list forward. */
function effectiveOrder<Row>(sort: Sort<Row>, direction: PageRequest['direction']): 'asc' | 'desc' {
  if (direction === 'forward') return sort.direction
  return sort.direction === 'asc' ? 'desc' : 'asc'
}
