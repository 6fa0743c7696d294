import DataLoader from 'dataloader'
import type { Page, PageRequest } from '#kernel/page.ts'
import { cutPage } from '#kernel/page.ts'
import type { Session, Statement } from './rows.ts'

/** A read that answers for many keys at once, in their order. Always the same object, so that loads can be batched. */
export interface BatchRead<Key, Value> {
  readAll(session: Session, keys: readonly Key[]): Promise<readonly Value[]>
}

/** The loads of one session: all keys that are asked for in one tick are read by one statement, each key once. */
export class Loads {
  readonly #session: Session
  readonly #loaders = new Map<BatchRead<unknown, unknown>, DataLoader<unknown, unknown>>()

  constructor(session: Session) {
    this.#session = session
  }

  load<Key, Value>(read: BatchRead<Key, Value>, key: Key): Promise<Value> {
    let loader = this.#loaders.get(read as BatchRead<unknown, unknown>)
    if (!loader) {
      loader = new DataLoader((keys: readonly unknown[]) => read.readAll(this.#session, keys as readonly Key[]), {
        maxBatchSize: 5_000,
      })
      this.#loaders.set(read as BatchRead<unknown, unknown>, loader)
    }
    return loader.load(key) as Promise<Value>
  }

  /** The next load of anything reads it anew. */
  forget(): void {
    this.#loaders.clear()
  }
}

/** By id. The statement takes the ids as a `uuid[]`, then the values given here. */
export function readById<Row extends { id: string }>(
  statement: Statement<Row>,
  given: readonly unknown[] = [],
): BatchRead<string, Row | null> {
  return {
    async readAll(session, ids) {
      const rows = await session.run(statement, [ids, ...given])
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? null)
    },
  }
}

/**
 * All rows of each parent, for lists that are small by nature. The statement takes the parents' ids as a `uuid[]`, then
 * the values given here.
 */
export function readByParent<Row>(
  statement: Statement<Row>,
  parentOf: (row: Row) => string,
  given: readonly unknown[] = [],
): BatchRead<string, readonly Row[]> {
  return {
    async readAll(session, parentIds) {
      const groups = Map.groupBy(await session.run(statement, [parentIds, ...given]), parentOf)
      return parentIds.map((id) => groups.get(id) ?? [])
    },
  }
}

/** How many rows each parent has. The statement takes the parents' ids as a `uuid[]`, then the values given here. */
export function countByParent(
  statement: Statement<{ parentId: string; count: number }>,
  given: readonly unknown[] = [],
): BatchRead<string, number> {
  return {
    async readAll(session, parentIds) {
      const rows = await session.run(statement, [parentIds, ...given])
      const counts = new Map(rows.map((row) => [row.parentId, row.count]))
      return parentIds.map((id) => counts.get(id) ?? 0)
    },
  }
}

/** Reads that differ by a value besides their keys: the same value in the same session always has the same read. */
export class ReadsByValue<Given, Key, Value> {
  readonly #create: (given: Given) => BatchRead<Key, Value>
  readonly #reads = new WeakMap<Session, Map<string, BatchRead<Key, Value>>>()

  constructor(create: (given: Given) => BatchRead<Key, Value>) {
    this.#create = create
  }

  /** The value is compared by its JSON. */
  of(session: Session, given: Given): BatchRead<Key, Value> {
    const reads = this.#reads.get(session) ?? new Map<string, BatchRead<Key, Value>>()
    this.#reads.set(session, reads)
    const key = JSON.stringify(given)
    const read = reads.get(key) ?? this.#create(given)
    reads.set(key, read)
    return read
  }
}

/** The statements of one nested list: from either end, with and without a cursor. */
export interface EdgeStatements<Row> {
  forward: Statement<Row>
  forwardAfter: Statement<Row>
  backward: Statement<Row>
  backwardBefore: Statement<Row>
}

interface EdgeQuestion {
  page: PageRequest
  given: readonly unknown[]
}

/** A page of each parent's rows: one statement for all parents that ask for the same page. */
export class EdgeRead<Row> {
  readonly #statements: EdgeStatements<Row>
  readonly #parentOf: (row: Row) => string | null
  readonly #pages = new ReadsByValue<EdgeQuestion, string, Page<Row>>((question) => ({
    readAll: (session, parentIds) => this.#read(session, parentIds, question),
  }))

  constructor(statements: EdgeStatements<Row>, parentOf: (row: Row) => string | null) {
    this.#statements = statements
    this.#parentOf = parentOf
  }

  /** The batch of all parents in this session that ask for this very page, with the statements' further values. */
  page(session: Session, page: PageRequest, given: readonly unknown[] = []): BatchRead<string, Page<Row>> {
    return this.#pages.of(session, { page, given })
  }

  async #read(session: Session, parentIds: readonly string[], { page, given }: EdgeQuestion) {
    const { forward, forwardAfter, backward, backwardBefore } = this.#statements
    const [whole, besideCursor] = page.direction === 'forward' ? [forward, forwardAfter] : [backward, backwardBefore]
    const values = [parentIds, page.limit + 1, ...given]
    const rows = await (page.cursor === null
      ? session.run(whole, values)
      : session.run(besideCursor, [...values, ...page.cursor]))
    const groups = Map.groupBy(rows, this.#parentOf)
    return parentIds.map((id) => cutPage(groups.get(id) ?? [], page))
  }
}
