/** Which stretch of a list: `first` after a cursor, or `last` before one. Between 1 and 100 entries. */
export interface PageRequest {
  direction: 'forward' | 'backward'
  limit: number
  /** The sort keys of the entry beside which the page lies; null for the list's own end. */
  cursor: readonly (string | null)[] | null
}

/** A page in the list's order, and whether there is more on either side. */
export interface Page<Row> {
  rows: readonly Row[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

export const MAX_PAGE_SIZE = 100

/** Turns what was read, one row more than asked for and nearest to the cursor first, into a page. */
export function cutPage<Row>(found: readonly Row[], page: PageRequest): Page<Row> {
  const rows = found.slice(0, page.limit)
  const hasMore = found.length > page.limit
  if (page.direction === 'forward') return { rows, hasNextPage: hasMore, hasPreviousPage: page.cursor !== null }
  return { rows: rows.toReversed(), hasNextPage: page.cursor !== null, hasPreviousPage: hasMore }
}
