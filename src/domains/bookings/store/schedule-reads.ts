import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import type { AllocationKind } from '#platform/database/generated/tables/bookings.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import type { Session } from '#platform/database/rows.ts'
import { db } from '#platform/database/statements.ts'

/** How much of a schedule is asked for at once, at most. */
export const MAX_SCHEDULE_DAYS = 32

export interface ScheduleEntryRow {
  id: string
  kind: AllocationKind
  startsAt: Date
  endsAt: Date
  bookingId: string | null
}

export const scheduleByStart: Sort<ScheduleEntryRow> = {
  direction: 'asc',
  keys: [
    { column: 'allocations.starts_at', name: 'startsAt', type: 'timestamptz' },
    { column: 'allocations.id', name: 'id', type: 'uuid' },
  ],
}

export interface ScheduleFilter {
  stationIds: readonly string[]
  /** Whose; null has nothing to do. */
  userId: string | null
  from: Date
  until: Date
  /** A hold that has run out by then is over. */
  now: Date
}

function selectEntries({ userId, from, until, now }: ScheduleFilter) {
  return (stationId: RawBuilder<string>) =>
    db
      .selectFrom('bookings.resources as resources')
      .innerJoin('bookings.allocations as allocations', (join) =>
        join
          .onRef('allocations.station_id', '=', 'resources.station_id')
          .onRef('allocations.resource_id', '=', 'resources.id'),
      )
      .leftJoin('bookings.bookings as bookings', 'bookings.id', 'allocations.booking_id')
      .select([
        'allocations.id',
        'allocations.kind',
        sql<Date>`allocations.starts_at`.as('startsAt'),
        sql<Date>`allocations.ends_at`.as('endsAt'),
        'allocations.booking_id as bookingId',
      ])
      .where('resources.station_id', '=', stationId)
      .where('resources.user_id', '=', userId)
      .where(sql<boolean>`allocations.status in ('HELD', 'ACTIVE', 'DONE')`)
      .where(sql<boolean>`allocations.ends_at > ${from}::timestamptz and allocations.starts_at < ${until}::timestamptz`)
      .where(sql<boolean>`(allocations.status <> 'HELD' or bookings.hold_expires_at > ${now}::timestamptz)`)
}

export function listSchedule(session: Session, filter: ScheduleFilter, page: PageRequest) {
  return listPage(session, { scopeIds: filter.stationIds, select: selectEntries(filter), sort: scheduleByStart, page })
}

export function countSchedule(session: Session, filter: ScheduleFilter): Promise<number> {
  return countList(session, { scopeIds: filter.stationIds, select: selectEntries(filter) })
}
