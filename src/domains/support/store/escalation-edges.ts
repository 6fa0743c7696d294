import { type RawBuilder, sql } from 'kysely'
import { prepareEdge, type Sort } from '#platform/database/keyset.ts'
import { countByParent, EdgeRead, ReadsByValue, readById } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { escalationColumns, escalationsNewestFirst } from './escalation-reads.ts'
import type { EscalationEventRow, EscalationRow } from './escalation-rows.ts'

type Parent = 'customer_id' | 'booking_id' | 'assigned_to_id'

const parents = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

const select = (parent: Parent, id: RawBuilder<string>) =>
  db.selectFrom('support.escalations as escalations').select(escalationColumns).where(`escalations.${parent}`, '=', id)

const count = (parent: Parent) =>
  db
    .selectFrom('support.escalations as escalations')
    .select([`escalations.${parent} as parentId`, sql<number>`count(*)`.as('count')])
    .where(`escalations.${parent}`, '=', parents)
    .groupBy(`escalations.${parent}`)
    .$narrowType<{ parentId: string }>()

export const escalationsOfCustomer = new EdgeRead<EscalationRow>(
  prepareEdge((id) => select('customer_id', id), escalationsNewestFirst),
  ({ customerId }) => customerId,
)
export const escalationCountOfCustomer = countByParent(prepare(count('customer_id')))

export const escalationsOfBooking = new EdgeRead<EscalationRow>(
  prepareEdge((id) => select('booking_id', id), escalationsNewestFirst),
  ({ bookingId }) => bookingId,
)
export const escalationCountOfBooking = countByParent(prepare(count('booking_id')))

/** Somebody works at several stations, of which the viewer sees some: both reads take the ids of those. */
const atStations = (position: number) => sql<string>`any(${parameter<string[]>(position, 'uuid[]')})`

export const escalationsOfAssignee = new EdgeRead<EscalationRow>(
  prepareEdge(
    (id) => select('assigned_to_id', id).where('escalations.station_id', '=', atStations(3)),
    escalationsNewestFirst,
    1,
  ),
  ({ assignedToId }) => assignedToId,
)
const countOfAssignee = prepare(count('assigned_to_id').where('escalations.station_id', '=', atStations(2)))
export const escalationCountOfAssignee = new ReadsByValue((stationIds: readonly string[]) =>
  countByParent(countOfAssignee, [stationIds]),
)

export const historyOldestFirst: Sort<EscalationEventRow> = {
  direction: 'asc',
  keys: [
    { column: 'steps.created_at', name: 'createdAt', type: 'timestamptz' },
    { column: 'steps.id', name: 'id', type: 'uuid' },
  ],
}

const steps = db
  .selectFrom('support.escalation_events as steps')
  .select([
    'steps.id',
    'steps.station_id as stationId',
    'steps.escalation_id as escalationId',
    'steps.from_status as fromStatus',
    'steps.to_status as toStatus',
    'steps.level',
    'steps.assigned_to_id as assignedToId',
    'steps.actor_id as actorId',
    'steps.note',
    'steps.created_at as createdAt',
  ])

export const escalationEventById = readById<EscalationEventRow>(prepare(steps.where('steps.id', '=', parents)))

export const historyOfEscalation = new EdgeRead<EscalationEventRow>(
  prepareEdge((escalationId) => steps.where('steps.escalation_id', '=', escalationId), historyOldestFirst),
  (step) => step.escalationId,
)

export const historyCountOfEscalation = countByParent(
  prepare(
    db
      .selectFrom('support.escalation_events')
      .select(['escalation_id as parentId', sql<number>`count(*)`.as('count')])
      .where('escalation_id', '=', parents)
      .groupBy('escalation_id'),
  ),
)
