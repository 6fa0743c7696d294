import { sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { enumType } from '#platform/database/column-types.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { EscalationPriority, EscalationStatus } from '#platform/database/generated/tables/support.ts'
import { countList, fixSelection, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { EscalationRow } from './escalation-rows.ts'

const priorityType = enumType('support.escalation_priority', EscalationPriority)

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

/** The priority goes from LOW to URGENT; of equal ones the first is the one that was opened first. */
export function escalationSort(key: 'createdAt' | 'priority', direction: 'asc' | 'desc'): Sort<EscalationRow> {
  const byCreation: Sort<EscalationRow>['keys'] = [
    { column: 'escalations.created_at', name: 'createdAt', type: 'timestamptz' },
    { column: 'escalations.id', name: 'id', type: 'uuid' },
  ]
  if (key === 'createdAt') return { direction, keys: byCreation }
  return { direction, keys: [{ column: 'escalations.priority', name: 'priority', type: priorityType }, ...byCreation] }
}

export const escalationsNewestFirst = escalationSort('createdAt', 'desc')

const column = columnsOf('support.escalations as escalations')
const orders = ['createdAt', 'priority']
const lead = { after: 'scope', orders } as const
const ownLead = { after: 'nothing', orders } as const

/** By what the list can be filtered; what narrows it down most comes first. */
const filterColumns = {
  station: column('station_id', 'uuid', { isScope: true }),
  customer: column('customer_id', 'uuid', { isNullable: true, lead: ownLead }),
  assignedTo: column('assigned_to_id', 'uuid', { isNullable: true, lead: ownLead }),
  status: column('status', enumType('support.escalation_status', EscalationStatus), { lead }),
  priority: column('priority', priorityType, { lead }),
  createdAt: column('created_at', 'timestamptz'),
}
const conditionsOf = defineFilter(filterColumns)

export type EscalationFilter = FilterOf<typeof filterColumns>

/** The escalations of these stations that the filter lets through. */
export interface EscalationList {
  stationIds: readonly string[]
  filter: EscalationFilter | null
}

/** Built once: reading its columns takes longer than all the rest of a list. */
const allEscalations = db.selectFrom('support.escalations as escalations').select(escalationColumns)

const escalationsOf = fixSelection<EscalationRow>((stationId) =>
  allEscalations.where('escalations.station_id', '=', stationId),
)

function toList({ stationIds, filter }: EscalationList) {
  return { scopeIds: stationIds, select: escalationsOf, conditions: conditionsOf(filter) }
}

export function listEscalations(session: Session, list: EscalationList, sort: Sort<EscalationRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countEscalations(session: Session, list: EscalationList): Promise<number> {
  return countList(session, toList(list))
}
