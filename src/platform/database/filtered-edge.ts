import { sql } from 'kysely'
import { cutPage, type Page, type PageRequest } from '#kernel/page.ts'
import { allHold, type Condition } from './filters.ts'
import { nearest, type ScopedSelection, type Sort, typedKeys } from './keyset.ts'
import { type BatchRead, ReadsByValue } from './loaders.ts'
import type { Session } from './rows.ts'
import { db } from './statements.ts'

/** A nested list that can be filtered. */
interface FilterableEdge<Row, Filter> {
  /** The rows of one parent. */
  select: ScopedSelection<Row>
  sort: Sort<Row>
  parentOf: (row: Row) => string | null
  conditionsOf: (filter: Filter) => readonly Condition[]
}

/**
 * Pages of nested lists whose rows meet a filter: one statement, composed at run time, for all parents that ask for the
 * same. Filters are compared by their JSON.
 */
export class FilteredEdgeRead<Row, Filter> {
  readonly #edge: FilterableEdge<Row, Filter>
  readonly #pages = new ReadsByValue<{ page: PageRequest; filter: Filter }, string, Page<Row>>((question) => ({
    readAll: (session, parentIds) => this.#readPages(session, parentIds, question),
  }))
  readonly #counts = new ReadsByValue<Filter, string, number>((filter) => ({
    readAll: (session, parentIds) => this.#readCounts(session, parentIds, filter),
  }))

  constructor(edge: FilterableEdge<Row, Filter>) {
    this.#edge = edge
  }

  page(session: Session, page: PageRequest, filter: Filter): BatchRead<string, Page<Row>> {
    return this.#pages.of(session, { page, filter })
  }

  count(session: Session, filter: Filter): BatchRead<string, number> {
    return this.#counts.of(session, filter)
  }

  #rowsOf(filter: Filter) {
    const { select, conditionsOf } = this.#edge
    return select(sql.ref('scope.id')).where(allHold(conditionsOf(filter)))
  }

  async #readPages(
    session: Session,
    parentIds: readonly string[],
    { page, filter }: { page: PageRequest; filter: Filter },
  ) {
    const { sort, parentOf } = this.#edge
    const limit = sql<number>`${page.limit + 1}::int`
    const cursor = page.cursor && typedKeys(sort, page.cursor)
    const rows = nearest(this.#rowsOf(filter), { sort, direction: page.direction, cursor, limit })
    const query = sql<Row>`select page.* from unnest(${parentIds}::uuid[]) as scope(id) cross join lateral (${rows}) as page`
    const groups = Map.groupBy(await session.query(query.compile(db), { planAnew: true }), parentOf)
    return parentIds.map((id) => cutPage(groups.get(id) ?? [], page))
  }

  async #readCounts(session: Session, parentIds: readonly string[], filter: Filter) {
    const query = sql<{ id: string; count: number }>`select scope.id, part.count
      from unnest(${parentIds}::uuid[]) as scope(id)
      cross join lateral (select count(*) from (${this.#rowsOf(filter)}) as entry) as part`
    const rows = await session.query(query.compile(db), { planAnew: true })
    const counts = new Map(rows.map(({ id, count }) => [id, count]))
    return parentIds.map((id) => counts.get(id) ?? 0)
  }
}
