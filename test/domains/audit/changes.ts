import type { TestGateway } from '../../support/gateway.ts'

/** What was written down of a change, past row-level security. */
export interface Change {
  table: string
  rowId: string | null
  rowKey: Record<string, unknown> | null
  operation: 'INSERT' | 'UPDATE' | 'DELETE'
  scopeId: string
  stationId: string | null
  organizationId: string | null
  /** Kind, id and name. */
  actor: [string, string | null, string | null]
  requestId: string | null
  oldValues: Record<string, unknown> | null
  newValues: Record<string, unknown> | null
}

const COLUMNS = `table_name as "table", row_id as "rowId", row_key as "rowKey", operation, scope_id as "scopeId",
  station_id as "stationId", organization_id as "organizationId",
  jsonb_build_array(actor_kind, actor_id, actor_name) as actor, request_id as "requestId",
  old_values as "oldValues", new_values as "newValues"`

/** All that there are, the first first. */
export function allChanges({ sql }: TestGateway): Promise<Change[]> {
  return sql<Change>(`select ${COLUMNS} from audit.row_changes order by changed_at, id`)
}

/** The last first. */
export function lastChanges({ sql }: TestGateway, count: number, table: string | null = null): Promise<Change[]> {
  return sql<Change>(
    `select ${COLUMNS} from audit.row_changes where $2::text is null or table_name = $2
     order by changed_at desc, id desc limit $1`,
    [count, table],
  )
}
