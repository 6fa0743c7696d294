import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import type { EscalationPriority, EscalationStatus } from '#platform/database/generated/tables/support.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { EscalationRow } from './escalation-rows.ts'

export const escalationColumns = [
  'escalations.id',
  'escalations.station_id as stationId',
  'escalations.customer_id as customerId',
  'escalations.booking_id as bookingId',
  'escalations.reason',
  'escalations.summary',
  'escalations.priority',
  'escalations.level',
  'escalations.status',
  'escalations.assigned_to_id as assignedToId',
  'escalations.resolved_by_id as resolvedById',
  'escalations.resolution_notes as resolutionNotes',
  'escalations.assigned_at as assignedAt',
  'escalations.started_at as startedAt',
  'escalations.resolved_at as resolvedAt',
  'escalations.closed_at as closedAt',
  'escalations.version',
  'escalations.created_at as createdAt',
  'escalations.updated_at as updatedAt',
] as const

export const escalationById = readById<EscalationRow>(
  prepare(
    db
      .selectFrom('support.escalations as escalations')
      .select(escalationColumns)
      .where('escalations.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`),
  ),
)

function byCreation(direction: 'asc' | 'desc'): Sort<EscalationRow> {
  return {
    direction,
    keys: [
      { column: 'escalations.created_at', name: 'createdAt', type: 'timestamptz' },
      { column: 'escalations.id', name: 'id', type: 'uuid' },
    ],
  }
}

export const escalationsNewestFirst = byCreation('desc')
export const escalationsOldestFirst = byCreation('asc')

export interface EscalationFilter {
  stationIds: readonly string[]
  status?: readonly EscalationStatus[] | null
  priority?: readonly EscalationPriority[] | null
  assignedToIds?: readonly string[] | null
  customerIds?: readonly string[] | null
  createdAt?: { gte?: Date | null; lt?: Date | null } | null
}

function selectEscalations({ status, priority, assignedToIds, customerIds, createdAt }: EscalationFilter) {
  return (stationId: RawBuilder<string>) => {
    let query = db
      .selectFrom('support.escalations as escalations')
      .select(escalationColumns)
      .where('escalations.station_id', '=', stationId)
    if (status) query = query.where(isAnyOf('escalations.status', status, 'support.escalation_status'))
    if (priority) query = query.where(isAnyOf('escalations.priority', priority, 'support.escalation_priority'))
    if (assignedToIds) query = query.where(isAnyOf('escalations.assigned_to_id', assignedToIds, 'uuid'))
    if (customerIds) query = query.where(isAnyOf('escalations.customer_id', customerIds, 'uuid'))
    if (createdAt?.gte) query = query.where('escalations.created_at', '>=', createdAt.gte)
    if (createdAt?.lt) query = query.where('escalations.created_at', '<', createdAt.lt)
    return query
  }
}

/** A single value is compared plainly, so that an index which ends in the order of the list gives the page. */
function isAnyOf(column: string, values: readonly string[], type: string) {
  const [value, ...more] = values
  if (value !== undefined && more.length === 0) return sql<boolean>`${sql.ref(column)} = ${value}::${sql.raw(type)}`
  return sql<boolean>`${sql.ref(column)} = any(${values}::${sql.raw(type)}[])`
}

export function listEscalations(
  session: Session,
  filter: EscalationFilter,
  sort: Sort<EscalationRow>,
  page: PageRequest,
) {
  return listPage(session, { scopeIds: filter.stationIds, select: selectEscalations(filter), sort, page })
}

export function countEscalations(session: Session, filter: EscalationFilter): Promise<number> {
  return countList(session, { scopeIds: filter.stationIds, select: selectEscalations(filter) })
}
