import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import type { RowOperation } from '#platform/database/generated/tables/audit.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import type { Session } from '#platform/database/rows.ts'
import { db } from '#platform/database/statements.ts'
import type { ColumnValues, RowChangeRow } from './audit-rows.ts'

/** Stands for the platform where a station or an organization would. */
export const PLATFORM = '00000000-0000-0000-0000-000000000000'

export interface RowChangeFilter {
  /** Stations, organizations and `PLATFORM`. Those that the viewer may not read have no rows for the viewer. */
  scopeIds: readonly string[]
  changedAt?: { gte?: Date | null; lt?: Date | null } | null
  tableName?: string | null
  records?: readonly { tableName: string; rowId: string }[] | null
  /** Users and API keys. */
  actorIds?: readonly string[] | null
  operation?: RowOperation | null
  requestId?: string | null
}

export function rowChangeSort(direction: 'asc' | 'desc'): Sort<RowChangeRow> {
  return {
    direction,
    keys: [
      { column: 'changes.changed_at', name: 'changedAt', type: 'timestamptz' },
      { column: 'changes.id', name: 'id', type: 'uuid' },
    ],
  }
}

function selectChanges(filter: RowChangeFilter) {
  const { changedAt, tableName, records, actorIds, operation, requestId } = filter
  return (scopeId: RawBuilder<string>) => {
    let query = db
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
      .where('changes.scope_id', '=', scopeId)
    if (changedAt?.gte) query = query.where('changes.changed_at', '>=', changedAt.gte)
    if (changedAt?.lt) query = query.where('changes.changed_at', '<', changedAt.lt)
    if (tableName != null) query = query.where('changes.table_name', '=', tableName)
    if (records) query = query.where(isOneOf(records))
    if (actorIds) query = query.where(sql<boolean>`changes.actor_id = any(${actorIds}::uuid[])`)
    // Written out, so that the index of what was deleted is found, which is rare.
    if (operation != null) query = query.where('changes.operation', '=', sql.lit(operation))
    if (requestId != null) query = query.where('changes.request_id', '=', requestId)
    return query
  }
}

function isOneOf(records: readonly { tableName: string; rowId: string }[]) {
  const ids = records.map(({ rowId }) => rowId)
  const tables = records.map(({ tableName }) => tableName)
  return sql<boolean>`changes.row_id = any(${ids}::uuid[]) and (changes.table_name, changes.row_id) in
    (select * from unnest(${tables}::text[], ${ids}::uuid[]))`
}

export function listRowChanges(session: Session, filter: RowChangeFilter, sort: Sort<RowChangeRow>, page: PageRequest) {
  return listPage(session, { scopeIds: filter.scopeIds, select: selectChanges(filter), sort, page })
}

export function countRowChanges(session: Session, filter: RowChangeFilter): Promise<number> {
  return countList(session, { scopeIds: filter.scopeIds, select: selectChanges(filter) })
}
