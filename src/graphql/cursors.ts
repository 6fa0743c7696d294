import { BadInputError } from '#kernel/errors.ts'
import { isUuid } from '#kernel/type-id.ts'
import { cursorKeys, type Sort, type SortKey } from '#platform/database/keyset.ts'

const VERSION = 1

/** The place of a row in a list: base64url of a version and the row's sort keys. */
export function encodeCursor<Row>(sort: Sort<Row>, row: Row): string {
  return Buffer.from(JSON.stringify([VERSION, ...cursorKeys(sort, row)])).toString('base64url')
}

/** The sort keys in the cursor; refuses what is no cursor of a list in this order. */
export function decodeCursor<Row>(cursor: string, sort: Sort<Row>): string[] {
  const keys = parse(cursor)
  const isOfThisList =
    keys?.length === sort.keys.length && keys.every((key, at) => isOfType(key, sort.keys[at]?.type ?? 'text'))
  if (!isOfThisList) throw new BadInputError('The cursor is not one of this list in this order.')
  return keys
}

function parse(cursor: string): string[] | null {
  try {
    const [version, ...keys] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    return version === VERSION && keys.every((key) => typeof key === 'string') ? keys : null
  } catch {
    return null
  }
}

function isOfType(key: string, type: SortKey<never>['type']): boolean {
  if (type === 'uuid') return isUuid(key)
  if (type === 'timestamptz') return isInstant(key)
  return type === 'text' ? !key.includes('\0') : type.values.includes(key)
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text))
}
