import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { CalendarWish } from '../../model/calendar/calendar-wish.ts'
import { type TimeOffRow, timeOffColumns } from '../availability/time-off-reads.ts'
import { given, LONGEST_JOB, OWN, readEntries } from './entry-statements.ts'

/** A stretch in which a resource is on the way, or blocked. */
export interface CalendarStretchRow {
  resourceId: string
  startsAt: Date
  endsAt: Date
  /** To which the way leads; null for a block. */
  bookingId: string | null
}

/** By resource, because that is what the indexes of allocations begin with. */
const stretches = db
  .selectFrom('bookings.resources as resources')
  .innerJoin('bookings.allocations as allocations', (join) =>
    join
      .onRef('allocations.station_id', '=', 'resources.station_id')
      .onRef('allocations.resource_id', '=', 'resources.id'),
  )
  .select([
    'allocations.resource_id as resourceId',
    sql<Date>`allocations.starts_at`.as('startsAt'),
    sql<Date>`allocations.ends_at`.as('endsAt'),
    'allocations.booking_id as bookingId',
  ])
  .where('resources.station_id', '=', given.stations)
  .where(given.isWanted)
  .where(sql<boolean>`allocations.starts_at < ${given.until} and allocations.ends_at > ${given.from}`)
  .orderBy('allocations.starts_at')
  .orderBy('allocations.id')
  .limit(given.limit)

const travel = prepare<CalendarStretchRow>(
  stretches
    .leftJoin('bookings.bookings as bookings', (join) =>
      join
        .onRef('bookings.station_id', '=', 'allocations.station_id')
        .onRef('bookings.id', '=', 'allocations.booking_id'),
    )
    .where(sql<boolean>`allocations.kind = 'TRAVEL' and allocations.status in ('HELD', 'ACTIVE', 'DONE')`)
    .where(sql<boolean>`allocations.starts_at > ${given.from} - ${LONGEST_JOB}`)
    .where(sql<boolean>`(allocations.status <> 'HELD' or bookings.hold_expires_at > ${parameter(OWN, 'timestamptz')})`),
)

/** An approved time off stands for its blocks. */
const blocks = prepare<CalendarStretchRow>(
  stretches.where(
    sql<boolean>`allocations.kind = 'BLOCK' and allocations.status = 'ACTIVE' and allocations.time_off_id is null`,
  ),
)

const timeOff = prepare<TimeOffRow>(
  db
    .selectFrom('bookings.time_off as time_off')
    .innerJoin('bookings.resources as resources', (join) =>
      join.onRef('resources.station_id', '=', 'time_off.station_id').onRef('resources.id', '=', 'time_off.resource_id'),
    )
    .select(timeOffColumns)
    .where('time_off.station_id', '=', given.stations)
    .where(given.isWanted)
    .where('time_off.starts_at', '<', given.until)
    .where('time_off.starts_at', '>', sql<Date>`${given.from} - interval '8784 hours'`)
    .where('time_off.ends_at', '>', given.from)
    .where(
      sql<boolean>`(time_off.status = 'APPROVED' or time_off.status = 'REQUESTED' and (
        time_off.station_id = any(${parameter(OWN, 'uuid[]')})
        or time_off.station_id = any(${parameter(OWN + 1, 'uuid[]')}) and resources.user_id = ${parameter(OWN + 2, 'uuid')}))`,
    )
    .orderBy('time_off.starts_at')
    .orderBy('time_off.id')
    .limit(given.limit),
)

/** The ways to jobs, the first to begin first. */
export function readCalendarTravel(session: Session, wish: CalendarWish): Promise<CalendarStretchRow[]> {
  return readEntries(session, travel, { wish, own: [wish.now], entries: 'ways' })
}

/** What is blocked, the first to begin first. */
export function readCalendarBlocks(session: Session, wish: CalendarWish): Promise<CalendarStretchRow[]> {
  return readEntries(session, blocks, { wish, own: [], entries: 'blocks' })
}

/** Who is told of time off that is not granted yet: at the first stations of everybody's, at the others of their own. */
export interface RequestsShown {
  allAt: readonly string[]
  ownAt: readonly string[]
  personId: string | null
}

/** What is granted, and what is asked for as far as it is shown; the first to begin first. */
export function readCalendarTimeOff(
  session: Session,
  wish: CalendarWish,
  { allAt, ownAt, personId }: RequestsShown,
): Promise<TimeOffRow[]> {
  return readEntries(session, timeOff, { wish, own: [allAt, ownAt, personId], entries: 'stretches of time off' })
}
