import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutPage, type PageRequest } from '#kernel/page.ts'

/** What the database would give: one row more than asked for, nearest to the cursor first. */
function found(list: readonly number[], { direction, limit, cursor }: PageRequest): number[] {
  const at = cursor === null ? null : list.indexOf(Number(cursor[0]))
  const beside =
    direction === 'forward' ? list.slice(at === null ? 0 : at + 1) : list.slice(0, at ?? list.length).toReversed()
  return beside.slice(0, limit + 1)
}

describe('a page', () => {
  it('that ends the list says so', () => {
    expect(cutPage([1, 2, 3], { direction: 'forward', limit: 3, cursor: null })).toEqual({
      rows: [1, 2, 3],
      hasNextPage: false,
      hasPreviousPage: false,
    })
  })

  it('is cut of the row too many, which tells that there is more', () => {
    expect(cutPage([1, 2, 3], { direction: 'forward', limit: 2, cursor: null })).toEqual({
      rows: [1, 2],
      hasNextPage: true,
      hasPreviousPage: false,
    })
  })

  it('read backward stands in the order of the list', () => {
    expect(cutPage([9, 8, 7], { direction: 'backward', limit: 2, cursor: null })).toEqual({
      rows: [8, 9],
      hasNextPage: false,
      hasPreviousPage: true,
    })
  })

  it('beside a cursor has that entry on its other side', () => {
    expect(cutPage([], { direction: 'forward', limit: 2, cursor: ['5'] })).toEqual({
      rows: [],
      hasNextPage: false,
      hasPreviousPage: true,
    })
    expect(cutPage([], { direction: 'backward', limit: 2, cursor: ['5'] })).toEqual({
      rows: [],
      hasNextPage: true,
      hasPreviousPage: false,
    })
  })

  it('joins with the next into the whole list, in either direction', () => {
    const lists = fc.uniqueArray(fc.integer(), { maxLength: 30 }).map((list) => list.toSorted((a, b) => a - b))
    fc.assert(
      fc.property(
        lists,
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('forward', 'backward'),
        (list, limit, direction) => {
          let whole: number[] = []
          let cursor: string[] | null = null
          for (let more = true; more; ) {
            const request: PageRequest = { direction, limit, cursor }
            const page = cutPage(found(list, request), request)
            whole = direction === 'forward' ? [...whole, ...page.rows] : [...page.rows, ...whole]
            more = direction === 'forward' ? page.hasNextPage : page.hasPreviousPage
            cursor = [String(direction === 'forward' ? page.rows.at(-1) : page.rows[0])]
          }
          expect(whole).toEqual(list)
        },
      ),
    )
  })
})
