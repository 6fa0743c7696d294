import { sql } from 'kysely'
import type { BookingStatus } from '#platform/database/generated/tables/bookings.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { CalendarWish } from '../../model/calendar/calendar-wish.ts'
import { bookingColumns } from '../booking-reads.ts'
import type { BookingRow } from '../booking-rows.ts'
import { given, LONGEST_JOB, OWN, readEntries } from './entry-statements.ts'

/** A booking with what serves it, or was to when it ended: those who were taken off it before are left out. */
export interface CalendarBookingRow extends BookingRow {
  resourceIds: string[]
}

const calendarBookings = prepare<CalendarBookingRow>(
  db
    .selectFrom('bookings.bookings as bookings')
    .leftJoinLateral(
      (join) =>
        join
          .selectFrom('bookings.allocations as allocations')
          .innerJoin('bookings.resources as resources', 'resources.id', 'allocations.resource_id')
          .select([
            sql<string[]>`array_agg(distinct resources.id)`.as('resource_ids'),
            sql<boolean>`bool_or(${given.isWanted})`.as('is_wanted'),
          ])
          .whereRef('allocations.station_id', '=', 'bookings.station_id')
          .whereRef('allocations.booking_id', '=', 'bookings.id')
          .where(sql<boolean>`allocations.kind in ('HOLD', 'BOOKING') and allocations.unassigned_at is null`)
          .as('claims'),
      (join) => join.onTrue(),
    )
    .select(bookingColumns)
    .select(sql<string[]>`coalesce(claims.resource_ids, '{}')`.as('resourceIds'))
    .where('bookings.station_id', '=', given.stations)
    .where('bookings.starts_at', '<', given.until)
    .where('bookings.starts_at', '>', sql<Date>`${given.from} - ${LONGEST_JOB}`)
    .where('bookings.ends_at', '>', given.from)
    .where(sql<boolean>`bookings.status::text = any(${parameter(OWN, 'text[]')})`)
    .where(sql<boolean>`(bookings.status <> 'HELD' or bookings.hold_expires_at > ${parameter(OWN + 1, 'timestamptz')})`)
    .where(sql<boolean>`(claims.is_wanted or $4 is null and $5 is null)`)
    .orderBy('bookings.starts_at')
    .orderBy('bookings.id')
    .limit(given.limit),
)

/** Those of these statuses, the first to begin first. A hold that has run out is none. */
export function readCalendarBookings(
  session: Session,
  wish: CalendarWish,
  statuses: readonly BookingStatus[],
): Promise<CalendarBookingRow[]> {
  return readEntries(session, calendarBookings, { wish, own: [statuses, wish.now], entries: 'bookings' })
}
