import { type IdKind, publicId } from '#graphql/ids.ts'
import { isUuid } from '#kernel/type-id.ts'
import type { ColumnValues } from '../store/audit-rows.ts'
import { kindOfIds } from './record-kinds.ts'

const CHANGED = { changed: true }

/**
 * Columns as the API shows them: ids as elsewhere in the API, and of what is sealed only that it has changed. Secrets
 * were not written down in the first place.
 */
export function shownValues(tableName: string, values: ColumnValues): ColumnValues {
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, shown(tableName, column, value)]))
}

function shown(tableName: string, column: string, value: unknown): unknown {
  if (column.endsWith('_enc')) return value === null ? null : CHANGED
  const kind = kindOfIds(tableName, column)
  if (kind === undefined) return value
  return Array.isArray(value) ? value.map((entry) => shownId(kind, entry)) : shownId(kind, value)
}

function shownId(kind: IdKind, value: unknown): unknown {
  return typeof value === 'string' && isUuid(value) ? publicId(kind, value) : value
}
