import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { enumType } from '#platform/database/column-types.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { TimeOffKind, TimeOffStatus } from '#platform/database/generated/tables/bookings.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'

export interface TimeOffRow {
  id: string
  stationId: string
  resourceId: string
  /** The person behind the resource. */
  personId: string | null
  startsAt: Date
  endsAt: Date
  kind: TimeOffKind
  status: TimeOffStatus
  reason: string | null
  requestedById: string | null
  decidedById: string | null
  decidedAt: Date | null
  version: number
  createdAt: Date
}

export const timeOffColumns = [
  'time_off.id',
  'time_off.station_id as stationId',
  'time_off.resource_id as resourceId',
  sql<
    string | null
  >`(select resources.user_id from bookings.resources as resources where resources.id = time_off.resource_id)`.as(
    'personId',
  ),
  'time_off.starts_at as startsAt',
  'time_off.ends_at as endsAt',
  'time_off.kind',
  'time_off.status',
  'time_off.reason',
  'time_off.requested_by_id as requestedById',
  'time_off.decided_by_id as decidedById',
  'time_off.decided_at as decidedAt',
  'time_off.version',
  'time_off.created_at as createdAt',
] as const

export const timeOffById = readById<TimeOffRow>(
  prepare(
    db
      .selectFrom('bookings.time_off as time_off')
      .select(timeOffColumns)
      .where('time_off.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`),
  ),
)

export function timeOffByStart(direction: 'asc' | 'desc'): Sort<TimeOffRow> {
  return {
    direction,
    keys: [
      { column: 'time_off.starts_at', name: 'startsAt', type: 'timestamptz' },
      { column: 'time_off.id', name: 'id', type: 'uuid' },
    ],
  }
}

const column = columnsOf('bookings.time_off as time_off')

const filterColumns = {
  station: column('station_id', 'uuid', { isScope: true }),
  resource: column('resource_id', 'uuid'),
  status: column('status', enumType('bookings.time_off_status', TimeOffStatus)),
  kind: column('kind', enumType('bookings.time_off_kind', TimeOffKind)),
  startsAt: column('starts_at', 'timestamptz'),
  endsAt: column('ends_at', 'timestamptz'),
}
const conditionsOf = defineFilter(filterColumns)

/** The time off of these stations that the filter lets through. */
export interface TimeOffList {
  stationIds: readonly string[]
  /** At all other stations than these only that of this person. */
  allAt: readonly string[]
  personId: string | null
  filter: FilterOf<typeof filterColumns> | null
}

function toList({ stationIds, allAt, personId, filter }: TimeOffList) {
  const select = (stationId: RawBuilder<string>) =>
    db
      .selectFrom('bookings.time_off as time_off')
      .select(timeOffColumns)
      .where('time_off.station_id', '=', stationId)
      .where(
        sql<boolean>`(time_off.station_id = any(${allAt}::uuid[]) or time_off.resource_id in (
          select resources.id from bookings.resources as resources where resources.user_id = ${personId}::uuid))`,
      )
  return { scopeIds: stationIds, select, conditions: conditionsOf(filter) }
}

export function listTimeOff(session: Session, list: TimeOffList, sort: Sort<TimeOffRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countTimeOff(session: Session, list: TimeOffList): Promise<number> {
  return countList(session, toList(list))
}
