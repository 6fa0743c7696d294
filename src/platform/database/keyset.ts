import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { cutPage, type Page, type PageRequest } from '#kernel/page.ts'
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
  type: 'timestamptz' | 'uuid' | 'text' | EnumType
}

/** A PostgreSQL enum; its values sort in the order of their declaration. */
export interface EnumType {
  /** Qualified with its schema. */
  name: string
  values: readonly string[]
}

/** A query as Kysely builds it; so far it has filters, but no order and no limit. */
export interface Selection<Row> extends Expression<Row> {
  where(condition: Expression<SqlBool>): Selection<Row>
  orderBy(order: Expression<unknown>): Selection<Row>
  limit(limit: Expression<number>): Selection<Row>
}

/** Selects the rows of one scope: a station, an organization, a parent. */
export type ScopedSelection<Row> = (scopeId: RawBuilder<string>) => Selection<Row>

/** What a cursor has to hold to find this row again in this order. */
export function cursorKeys<Row>(sort: Sort<Row>, row: Row): string[] {
  return sort.keys.map(({ name }) => {
    const value = row[name]
    return value instanceof Date ? value.toISOString() : String(value)
  })
}

/**
 * One page of a list over several stations: each station gives the nearest rows by its own index, the nearest of all
 * are the page.
 */
export async function listPage<Row>(
  session: Session,
  list: { scopeIds: readonly string[]; select: ScopedSelection<Row>; sort: Sort<Row>; page: PageRequest },
): Promise<Page<Row>> {
  const { page, sort } = list
  const cursor =
    page.cursor?.map((text, at) => sql`${text}::${sql.raw(typeName(sort.keys[at]?.type ?? 'text'))}`) ?? null
  const limit = sql<number>`${page.limit + 1}::int`
  const rows = nearest(list.select(sql.ref('scope.id')), sort, page.direction, cursor, limit)
  const query = sql<Row>`select page.* from unnest(${list.scopeIds}::uuid[]) as scope(id)
    cross join lateral (${rows}) as page order by ${orderOf(sort, page.direction, 'name')} limit ${limit}`
  return cutPage(await session.query(query.compile(db)), page)
}

/** How many rows the list has over all stations. */
export async function countList(
  session: Session,
  list: { scopeIds: readonly string[]; select: ScopedSelection<unknown> },
): Promise<number> {
  const query = sql<{ count: number }>`select coalesce(sum(part.count), 0)::bigint as count
    from unnest(${list.scopeIds}::uuid[]) as scope(id)
    cross join lateral (select count(*) from (${list.select(sql.ref('scope.id'))}) as entry) as part`
  const [row] = await session.query(query.compile(db))
  return row?.count ?? 0
}

/**
 * The four statements of a nested list. Values: the parents' ids, the limit, as many as are given besides (the
 * selection names them as parameters from 3 on), then the cursor's keys.
 */
export function prepareEdge<Row>(select: ScopedSelection<Row>, sort: Sort<Row>, givenCount = 0): EdgeStatements<Row> {
  const variant = (direction: PageRequest['direction'], besideCursor: boolean): Statement<Row> => {
    const cursor = besideCursor ? sort.keys.map(({ type }, at) => parameter(at + 3 + givenCount, typeName(type))) : null
    const rows = nearest(select(sql.ref('scope.id')), sort, direction, cursor, parameter<number>(2, 'int'))
    return prepare<Row>({
      compile: () =>
        sql<Row>`select page.* from unnest(${parameter(1, 'uuid[]')}) as scope(id) cross join lateral (${rows}) as page`.compile(
          db,
        ),
    })
  }
  return {
    forward: variant('forward', false),
    forwardAfter: variant('forward', true),
    backward: variant('backward', false),
    backwardBefore: variant('backward', true),
  }
}

function typeName(type: SortKey<never>['type']): string {
  return typeof type === 'string' ? type : type.name
}

function nearest<Row>(
  query: Selection<Row>,
  sort: Sort<Row>,
  direction: PageRequest['direction'],
  cursor: readonly RawBuilder<unknown>[] | null,
  limit: RawBuilder<number>,
) {
  const ordered = query.orderBy(orderOf(sort, direction, 'column')).limit(limit)
  if (cursor === null) return ordered
  const columns = sql.join(sort.keys.map(({ column }) => sql.ref(column)))
  const comparison = sql.raw(effectiveOrder(sort, direction) === 'asc' ? '>' : '<')
  return ordered.where(sql<boolean>`(${columns}) ${comparison} (${sql.join(cursor)})`)
}

function orderOf<Row>(sort: Sort<Row>, direction: PageRequest['direction'], by: 'column' | 'name') {
  const order = sql.raw(effectiveOrder(sort, direction))
  const keys = sort.keys.map((key) => (by === 'column' ? sql.ref(key.column) : sql.ref(`page.${key.name}`)))
  return sql.join(keys.map((key) => sql`${key} ${order}`))
}

/** Reading backward is reading the reversed list forward. */
function effectiveOrder<Row>(sort: Sort<Row>, direction: PageRequest['direction']): 'asc' | 'desc' {
  if (direction === 'forward') return sort.direction
  return sort.direction === 'asc' ? 'desc' : 'asc'
}
