import { createHash } from 'node:crypto'
import { BadInputError } from '#kernel/errors.ts'
import { isUuid } from '#kernel/type-id.ts'
import type { ColumnType } from '#platform/database/column-types.ts'
import { cursorKeys, type Sort, type SortKey } from '#platform/database/keyset.ts'

const VERSION = 1
const orders = new WeakMap<Sort<never>, string>()

/** The place of a row in a list: base64url of a version, a mark of the list's order, and the row's sort keys. */
export function encodeCursor<Row>(sort: Sort<Row>, row: Row): string {
  return Buffer.from(JSON.stringify([VERSION, orderMark(sort), ...cursorKeys(sort, row)])).toString('base64url')
}

/** The sort keys in the cursor; refuses what is no cursor of a list in this order. */
export function decodeCursor<Row>(cursor: string, sort: Sort<Row>): (string | null)[] {
  const [order, ...keys] = parse(cursor) ?? []
  const isOfThisList =
    order === orderMark(sort) &&
    keys.length === sort.keys.length &&
    sort.keys.every((sortKey, at) => isKeyOf(sortKey, keys[at] ?? null))
  if (!isOfThisList) throw new BadInputError('The cursor is not one of this list in this order.')
  return keys
}

/** Tells the orders of all lists from each other: which columns, and which way. */
function orderMark<Row>(sort: Sort<Row>): string {
  const known = orders.get(sort)
  if (known) return known
  const columns = sort.keys.map(({ column }) => column).join()
  const mark = createHash('sha256').update(`${sort.direction} ${columns}`).digest('base64url').slice(0, 8)
  orders.set(sort, mark)
  return mark
}

function parse(cursor: string): (string | null)[] | null {
  try {
    const [version, ...texts] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    return version === VERSION && texts.every((text) => text === null || typeof text === 'string') ? texts : null
  } catch {
    return null
  }
}

function isKeyOf<Row>({ type, isNullable = false }: SortKey<Row>, key: string | null): boolean {
  return key === null ? isNullable : isOfType(key, type)
}

function isOfType(key: string, type: ColumnType): boolean {
  if (typeof type === 'object') return type.values.includes(key)
  switch (type) {
    case 'uuid':
      return isUuid(key)
    case 'timestamptz':
      return isInstant(key)
    case 'text':
      return !key.includes('\0')
    case 'int8':
      return /^(0|-?[1-9]\d*)$/.test(key) && Number.isSafeInteger(Number(key))
    case 'bool':
      return key === 'true' || key === 'false'
  }
}

function isInstant(text: string): boolean {
  // Only what is written back alike is in the calendar: Date takes February 30 for March 2.
  const time = new Date(text)
  return /^(?!0000)\d{4}-/.test(text) && !Number.isNaN(time.getTime()) && time.toISOString() === text
}
