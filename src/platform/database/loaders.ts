import type { Page, PageRequest } from '#kernel/page.ts'
import { cutPage } from '#kernel/page.ts'
import type { Session, Statement } from './rows.ts'

/** A read that answers for many keys at once, in their order. Always the same object, so that loads can be batched. */
export interface BatchRead<Key, Value> {
  readAll(session: Session, keys: readonly Key[]): Promise<readonly Value[]>
}

/** By id. The statement takes the ids as its only value, a `uuid[]`. */
export function readById<Row extends { id: string }>(statement: Statement<Row>): BatchRead<string, Row | null> {
  return {
    async readAll(session, ids) {
      const rows = await session.run(statement, [ids])
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? null)
    },
  }
}

/** All rows of each parent, for lists that are small by nature. The statement takes the parents' ids as a `uuid[]`. */
export function readByParent<Row>(
  statement: Statement<Row>,
  parentOf: (row: Row) => string,
): BatchRead<string, readonly Row[]> {
  return {
    async readAll(session, parentIds) {
      const groups = Map.groupBy(await session.run(statement, [parentIds]), parentOf)
      return parentIds.map((id) => groups.get(id) ?? [])
    },
  }
}

/** How many rows each parent has. The statement takes the parents' ids as a `uuid[]`. */
export function countByParent(statement: Statement<{ parentId: string; count: number }>): BatchRead<string, number> {
  return {
    async readAll(session, parentIds) {
      const rows = await session.run(statement, [parentIds])
      const counts = new Map(rows.map((row) => [row.parentId, row.count]))
      return parentIds.map((id) => counts.get(id) ?? 0)
    },
  }
}

/** The statements of one nested list: from either end, with and without a cursor. */
export interface EdgeStatements<Row> {
  forward: Statement<Row>
  forwardAfter: Statement<Row>
  backward: Statement<Row>
  backwardBefore: Statement<Row>
}

/** A page of each parent's rows: one statement for all parents that ask for the same page. */
export class EdgeRead<Row> {
  readonly #statements: EdgeStatements<Row>
  readonly #parentOf: (row: Row) => string
  readonly #pages = new WeakMap<Session, Map<string, BatchRead<string, Page<Row>>>>()

  constructor(statements: EdgeStatements<Row>, parentOf: (row: Row) => string) {
    this.#statements = statements
    this.#parentOf = parentOf
  }

  /** The batch of all parents in this session that ask for this very page. */
  page(session: Session, page: PageRequest): BatchRead<string, Page<Row>> {
    const pages = this.#pages.get(session) ?? new Map<string, BatchRead<string, Page<Row>>>()
    this.#pages.set(session, pages)
    const key = JSON.stringify(page)
    const known = pages.get(key)
    if (known) return known
    const read: BatchRead<string, Page<Row>> = {
      readAll: (session, parentIds) => this.#read(session, parentIds, page),
    }
    pages.set(key, read)
    return read
  }

  async #read(session: Session, parentIds: readonly string[], page: PageRequest): Promise<readonly Page<Row>[]> {
    const { forward, forwardAfter, backward, backwardBefore } = this.#statements
    const [whole, besideCursor] = page.direction === 'forward' ? [forward, forwardAfter] : [backward, backwardBefore]
    const rows =
      page.cursor === null
        ? await session.run(whole, [parentIds, page.limit + 1])
        : await session.run(besideCursor, [parentIds, page.limit + 1, ...page.cursor])
    const groups = Map.groupBy(rows, this.#parentOf)
    return parentIds.map((id) => cutPage(groups.get(id) ?? [], page))
  }
}
