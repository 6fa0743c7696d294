import { sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { enumType } from '#platform/database/column-types.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { RowOperation } from '#platform/database/generated/tables/audit.ts'
import { countList, fixSelection, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { ColumnValues, RowChangeRow } from './audit-rows.ts'

/** Stands for the platform where a station or an organization would. */
export const PLATFORM = '00000000-0000-0000-0000-000000000000'

const allChanges = db
  .selectFrom('audit.row_changes as changes')
  .select([
    'changes.id',
    'changes.station_id as stationId',
    'changes.organization_id as organizationId',
    'changes.table_name as tableName',
    'changes.row_id as rowId',
    sql<ColumnValues | null>`changes.row_key`.as('rowKey'),
    'changes.operation',
    'changes.actor_kind as actorKind',
    'changes.actor_id as actorId',
    'changes.actor_name as actorName',
    'changes.request_id as requestId',
    sql<ColumnValues | null>`changes.old_values`.as('oldValues'),
    sql<ColumnValues | null>`changes.new_values`.as('newValues'),
    'changes.changed_at as changedAt',
  ])

export const rowChangeById = readById<RowChangeRow>(
  prepare(allChanges.where('changes.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)),
)

export function rowChangeSort(direction: 'asc' | 'desc'): Sort<RowChangeRow> {
  return {
    direction,
    keys: [
      { column: 'changes.changed_at', name: 'changedAt', type: 'timestamptz' },
      { column: 'changes.id', name: 'id', type: 'uuid' },
    ],
  }
}

const column = columnsOf('audit.row_changes as changes')
const inEachOrder = { lead: { after: 'scope', orders: ['changedAt'] } } as const

const filterColumns = {
  station: column('scope_id', 'uuid', { isScope: true }),
  table: column('table_name', 'text', inEachOrder),
  record: { toSql: isOfRecords },
  actor: column('actor_id', 'uuid', { isNullable: true, ...inEachOrder }),
  operation: column('operation', enumType('audit.row_operation', RowOperation), inEachOrder),
  changedAt: column('changed_at', 'timestamptz'),
  // One request makes a handful of changes.
  requestId: column('request_id', 'text', { isNullable: true, lead: { after: 'nothing', orders: ['changedAt'] } }),
}
const conditionsOf = defineFilter(filterColumns)

export interface RecordName {
  tableName: string
  rowId: string
}

interface RecordComparison {
  in?: readonly RecordName[] | null | undefined
  notIn?: readonly RecordName[] | null | undefined
}

function isOfRecords({ in: some, notIn: none }: RecordComparison) {
  const isOf = some ? isOneOf(some) : sql<boolean>`true`
  return none ? sql<boolean>`(${isOf} and (${isOneOf(none)}) is not true)` : isOf
}

function isOneOf(records: readonly RecordName[]) {
  const ids = records.map(({ rowId }) => rowId)
  const tables = records.map(({ tableName }) => tableName)
  return sql<boolean>`(changes.row_id = any(${ids}::uuid[]) and (changes.table_name, changes.row_id) in
    (select * from unnest(${tables}::text[], ${ids}::uuid[])))`
}

/** The changes of these scopes that the filter lets through. */
export interface RowChangeList {
  /** Stations, organizations and `PLATFORM`. Those that the viewer may not read have no rows for the viewer. */
  scopeIds: readonly string[]
  filter: FilterOf<typeof filterColumns> | null
}

const changesOf = fixSelection<RowChangeRow>((scopeId) => allChanges.where('changes.scope_id', '=', scopeId))

function toList({ scopeIds, filter }: RowChangeList) {
  return { scopeIds, select: changesOf, conditions: conditionsOf(filter) }
}

export function listRowChanges(session: Session, list: RowChangeList, sort: Sort<RowChangeRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countRowChanges(session: Session, list: RowChangeList): Promise<number> {
  return countList(session, toList(list))
}
