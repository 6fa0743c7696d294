import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Occupation } from '../../model/availability/judgement.ts'
import { epochMs } from './epoch.ts'

/** Cause, booking, beginning and end; the place as latitude and longitude, and whether it is overbooked, where it is either. */
type Entry = [Occupation['cause'], string | null, number, number, number | null, number | null, boolean] | ShortEntry
type ShortEntry = [Occupation['cause'], string | null, number, number]

/** All of a resource in one text: thousands of rows cost several times as much to read. */
interface OccupationRow {
  resourceId: string
  entries: Entry[]
}

/** What a resource does when it is not free: jobs, and stretches that are no job; both by their beginning. */
export interface Occupied {
  jobs: Occupation[]
  blocks: Occupation[]
}

interface OccupationRequest {
  stationId: string
  resourceIds: readonly string[]
  from: Date
  until: Date
  now: Date
  exceptBookingId: string | null
  /** Only when: neither for which booking nor where, which nobody needs who neither travels nor explains. */
  timesOnly: boolean
}

const isTimesOnly = parameter<boolean>(7, 'bool')
const times = `occupied.cause, occupied.booking_id, ${epochMs('occupied.starts_at')}, ${epochMs('occupied.ends_at')}`
// Each value of thousands of rows counts, and most of these are not there.
const entry = sql.raw(`case when occupied.latitude is null and not occupied.overbooked then json_build_array(${times})
  else json_build_array(${times}, occupied.latitude, occupied.longitude, occupied.overbooked) end`)

/**
 * Jobs begin a week before the stretch at the earliest, because none lasts longer; buffers and the way reach a day (and
 * an hour of the clock) further on either side. Bookings are bounded like their allocations, so that those of a month
 * can be read at once; for times alone only holds are looked up. A hold that has run out is none. The block of an
 * approved time off is left out beside the time off itself.
 */
const occupations = prepare<OccupationRow>({
  compile: () =>
    sql<OccupationRow>`
      select occupied.resource_id as "resourceId", json_agg(${entry}) as entries
      from (
        select allocations.resource_id, case allocations.status when 'HELD' then 'HELD' when 'DONE' then 'DONE' else 'BOOKED' end as cause,
          case when not ${isTimesOnly} then allocations.booking_id end as booking_id, allocations.starts_at, allocations.ends_at,
          bookings.venue_latitude as latitude, bookings.venue_longitude as longitude, allocations.overbooked
        from bookings.allocations as allocations
        left join bookings.bookings as bookings on not ${isTimesOnly}
          and bookings.station_id = allocations.station_id and bookings.id = allocations.booking_id
          and bookings.starts_at > ${parameter(3, 'timestamptz')} - interval '194 hours'
          and bookings.starts_at < ${parameter(4, 'timestamptz')} + interval '26 hours'
        where allocations.station_id = ${parameter(1, 'uuid')} and allocations.resource_id = any (${parameter(2, 'uuid[]')})
          and allocations.status in ('HELD', 'ACTIVE', 'DONE') and allocations.kind in ('HOLD', 'BOOKING')
          and allocations.starts_at > $3 - interval '194 hours' and allocations.starts_at < $4 + interval '26 hours'
          and allocations.booking_id is distinct from ${parameter(6, 'uuid')}
          and (allocations.status <> 'HELD' or exists (select from bookings.bookings as holds
            where holds.id = allocations.booking_id and holds.hold_expires_at > ${parameter(5, 'timestamptz')}))
        union all
        select allocations.resource_id, 'BLOCKED', null, allocations.starts_at, allocations.ends_at, null, null, false
        from bookings.allocations as allocations
        where allocations.station_id = $1 and allocations.resource_id = any ($2)
          and allocations.kind = 'BLOCK' and allocations.status = 'ACTIVE' and allocations.time_off_id is null
          and allocations.ends_at > $3 and allocations.starts_at < $4
        union all
        select time_off.resource_id, 'TIME_OFF', null, time_off.starts_at, time_off.ends_at, null, null, false
        from bookings.time_off as time_off
        where time_off.station_id = $1 and time_off.resource_id = any ($2)
          and time_off.ends_at > $3 and time_off.starts_at < $4 and time_off.status = 'APPROVED') as occupied
      group by occupied.resource_id`.compile(db),
})

/** Above it there are so many bookings that it pays to plan for them: the usual plan looks each of them up. */
const LONG_MS = 14 * 86_400_000

/** By resource. */
export async function readOccupations(session: Session, request: OccupationRequest): Promise<Map<string, Occupied>> {
  const { stationId, resourceIds, from, until, now, exceptBookingId, timesOnly } = request
  const planAnew = until.getTime() - from.getTime() > LONG_MS
  const values = [stationId, resourceIds, from, until, now, exceptBookingId, timesOnly]
  const rows = await session.run(occupations, values, { planAnew })
  return new Map(rows.map(({ resourceId, entries }) => [resourceId, toOccupied(entries)]))
}

function toOccupied(entries: readonly Entry[]): Occupied {
  const occupied: Occupied = { jobs: [], blocks: [] }
  // Here, because they come in this order but for few of them: the database would sort them all.
  for (const entry of entries.toSorted(([, , from], [, , other]) => from - other)) {
    const [cause, bookingId, from, to, latitude = null, longitude = null, isOverbooked = false] = entry
    const place = latitude !== null && longitude !== null ? { latitude, longitude } : null
    const isBlock = cause === 'BLOCKED' || cause === 'TIME_OFF'
    const list = isBlock ? occupied.blocks : occupied.jobs
    list.push({ cause, bookingId, from, to, place, isOverbooked })
  }
  return occupied
}
