import type { ObjectRef, SchemaTypes } from '@pothos/core'
import { BadInputError } from '#kernel/errors.ts'
import { MAX_PAGE_SIZE, type Page, type PageRequest } from '#kernel/page.ts'
import type { Sort } from '#platform/database/keyset.ts'
import { everywhere } from './audiences.ts'
import { builder } from './builder.ts'
import { decodeCursor, encodeCursor } from './cursors.ts'

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T extends SchemaTypes> ? T : never

/** A page of a list, as the connection types show it (Relay's cursor connections). */
export interface Connection<Row> {
  page: Page<Row>
  sort: Sort<Row>
  /** Runs only when `totalCount` is selected. */
  countTotal: () => Promise<number>
}

interface Edge<Row> {
  node: Row
  sort: Sort<Row>
}

const PageInfoType = builder.objectRef<Connection<unknown>>('PageInfo').implement({
  description: 'Where a page lies in its list.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    hasNextPage: t.boolean({ description: 'Whether more follows.', resolve: ({ page }) => page.hasNextPage }),
    hasPreviousPage: t.boolean({
      description: 'Whether more comes before.',
      resolve: ({ page }) => page.hasPreviousPage,
    }),
    startCursor: t.string({
      description: 'Cursor of the first entry; null on an empty page.',
      nullable: true,
      resolve: ({ page, sort }) => (page.rows.length > 0 ? encodeCursor(sort, page.rows[0]) : null),
    }),
    endCursor: t.string({
      description: 'Cursor of the last entry; null on an empty page.',
      nullable: true,
      resolve: ({ page, sort }) => (page.rows.length > 0 ? encodeCursor(sort, page.rows.at(-1)) : null),
    }),
  }),
})

/** The connection type of a list of this type, with its edge type. */
export function connectionType<Shape, Row>(
  name: string,
  node: ObjectRef<Types, Shape, Row>,
): ObjectRef<Types, Connection<Row>> {
  const edge = builder.objectRef<Edge<Row>>(`${name}Edge`).implement({
    description: `An entry of a list of ${name}.`,
    defaultSubGraphsForFields: everywhere,
    fields: (t) => ({
      cursor: t.string({
        description: 'Its place in the list, for `after` and `before`. Opaque.',
        resolve: (entry) => encodeCursor(entry.sort, entry.node),
      }),
      // Paid for with its edge.
      node: t.field({ description: 'The entry itself.', type: node, cost: 0, resolve: (entry) => entry.node as never }),
    }),
  })
  return builder.objectRef<Connection<Row>>(`${name}Connection`).implement({
    description: `A page of a list of ${name}.`,
    defaultSubGraphsForFields: everywhere,
    fields: (t) => ({
      edges: t.field({
        description: 'The entries with their cursors, in the order of the list.',
        type: [edge],
        resolve: ({ page, sort }) => page.rows.map((row) => ({ node: row, sort })),
      }),
      nodes: t.field({
        description: 'The entries without their cursors.',
        type: [node],
        resolve: ({ page }) => [...page.rows] as never,
      }),
      pageInfo: t.field({
        description: 'Where the page lies in the list.',
        type: PageInfoType,
        resolve: (connection) => connection as Connection<unknown>,
      }),
      totalCount: t.int({
        description: 'How many entries the whole list has. Counted only when asked for.',
        resolve: ({ countTotal }) => countTotal(),
      }),
    }),
  })
}

/** Arguments of every field that returns a connection. */
export const pageArguments = builder.args((t) => ({
  first: t.int({ description: `The first so many entries, 1 to ${MAX_PAGE_SIZE}. Give either first or last.` }),
  after: t.string({ description: 'Only what follows this cursor; goes with first.' }),
  last: t.int({ description: `The last so many entries, 1 to ${MAX_PAGE_SIZE}.` }),
  before: t.string({ description: 'Only what comes before this cursor; goes with last.' }),
}))

interface PageArguments {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

/** The page that the arguments ask for; refuses anything else than `first` with `after`, or `last` with `before`. */
export function toPageRequest<Row>({ first, after, last, before }: PageArguments, sort: Sort<Row>): PageRequest {
  const limit = first ?? last
  if (limit == null || (first != null && last != null)) throw new BadInputError('Give either first or last.')
  const isForward = first != null
  if (limit < 1 || limit > MAX_PAGE_SIZE) {
    throw new BadInputError(`${isForward ? 'first' : 'last'} must be from 1 to ${MAX_PAGE_SIZE}, not ${limit}.`)
  }
  if ((isForward ? before : after) != null) throw new BadInputError('first goes with after, and last with before.')
  const cursor = isForward ? after : before
  return {
    direction: isForward ? 'forward' : 'backward',
    limit,
    cursor: cursor == null ? null : decodeCursor(cursor, sort),
  }
}
