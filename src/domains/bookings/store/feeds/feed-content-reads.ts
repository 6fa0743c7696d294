import { type RawBuilder, sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { FeedEntry } from '../../model/feeds/feed-entries.ts'
import { type FeedWindow, MAX_FEED_EVENTS } from '../../model/feeds/feed-window.ts'

const stationId = parameter<string>(1, 'uuid')
const from = parameter<Date>(2, 'timestamptz')
const now = parameter<Date>(3, 'timestamptz')
const until = parameter<Date>(4, 'timestamptz')
const limit = parameter<number>(5, 'int')
const resourceId = parameter<string>(6, 'uuid')
/** Whether time off is shown whoever it is of; and of whom it is shown in any case. */
const showsTimeOff = parameter<boolean>(7, 'bool')
const personId = parameter<string | null>(8, 'uuid')

const ofBooking = sql`'BOOKING' as type, bookings.id, bookings.starts_at as "startsAt", bookings.ends_at as "endsAt",
  bookings.version, bookings.created_at as "createdAt", bookings.updated_at as "updatedAt", bookings.reference,
  bookings.kind::text as kind, bookings.status::text as status, bookings.hold_expires_at as "holdExpiresAt",
  bookings.adults + bookings.children as guests`

/** Of what the source selects, which ends with its conditions, the nearest on either side of now by the times of a table. */
function nearest(source: RawBuilder<unknown>, table: string): RawBuilder<unknown> {
  const at = sql.ref(`${table}.starts_at`)
  const id = sql.ref(`${table}.id`)
  return sql`(${source} and ${at} >= ${now} and ${at} < ${until} order by ${at}, ${id} limit ${limit})
    union all (${source} and ${at} >= ${from} and ${at} < ${now} order by ${at} desc, ${id} desc limit ${limit})`
}

const ofStation = sql`select ${ofBooking} from bookings.bookings as bookings where bookings.station_id = ${stationId}`

const entriesOfStation = prepare<FeedEntry>({
  compile: () => sql<FeedEntry>`${nearest(ofStation, 'bookings')}`.compile(db),
})

/** The bookings for which the resource has or had time, by allocations that meet the condition. */
const jobs = (condition: RawBuilder<unknown>) => sql`select ${ofBooking} from bookings.allocations as allocations
  join bookings.bookings as bookings on bookings.id = allocations.booking_id
  where allocations.station_id = ${stationId} and allocations.resource_id = ${resourceId}
    and allocations.kind in ('HOLD', 'BOOKING') and ${condition}`
const served = jobs(sql`allocations.status in ('HELD', 'ACTIVE', 'DONE')`)
/** Its time was given back when the booking ended; what was taken off before is not told of it. */
const servedUntilOff = jobs(sql`allocations.status = 'RELEASED' and allocations.unassigned_at is null
  and bookings.status in ('CANCELLED', 'DECLINED', 'EXPIRED', 'NO_SHOW')`)
/** No time off is longer than 366 days. */
const timeOff = sql`(select 'TIME_OFF', time_off.id, time_off.starts_at, time_off.ends_at, time_off.version, time_off.created_at,
    time_off.updated_at, null, null, null, null::timestamptz, null::int
  from bookings.time_off as time_off
  where time_off.station_id = ${stationId} and time_off.resource_id = ${resourceId} and time_off.status = 'APPROVED'
    and time_off.starts_at >= ${from} - interval '366 days' and time_off.starts_at < ${until} and time_off.ends_at > ${from}
    and (${showsTimeOff} or resources.user_id = ${personId})
  order by time_off.starts_at desc, time_off.id limit ${limit})`

const entriesOfResource = prepare<FeedEntry | { type: null }>({
  compile: () =>
    sql<FeedEntry>`select entries.* from bookings.resources as resources
      left join lateral (${nearest(served, 'allocations')} union all ${nearest(servedUntilOff, 'allocations')}
        union all ${timeOff}) as entries on true
      where resources.station_id = ${stationId} and resources.id = ${resourceId} and resources.is_active`.compile(db),
})

/** One more of each sort than a feed may have, so that one sees that there are more. */
const ENOUGH = MAX_FEED_EVENTS + 1

/** All bookings of the station that begin in the window, or enough of them. */
export function findEntriesOfStation(session: Session, at: string, window: FeedWindow): Promise<FeedEntry[]> {
  return session.run(entriesOfStation, [at, window.from, window.now, window.until, ENOUGH])
}

export interface WantedResource {
  stationId: string
  resourceId: string
  showsTimeOff: boolean
  personId: string | null
}

/**
 * The bookings that the resource serves or served until they were off, and its approved time off, or enough of them.
 * Null where it is not in use any more.
 */
export async function findEntriesOfResource(
  session: Session,
  { stationId: at, ...wanted }: WantedResource,
  window: FeedWindow,
): Promise<FeedEntry[] | null> {
  const given = [at, window.from, window.now, window.until, ENOUGH]
  const rows = await session.run(entriesOfResource, [...given, wanted.resourceId, wanted.showsTimeOff, wanted.personId])
  if (rows.length === 0) return null
  return rows.filter((row) => row.type !== null)
}
