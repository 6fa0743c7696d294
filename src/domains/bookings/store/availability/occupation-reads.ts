import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Occupation } from '../../model/availability/judgement.ts'
import { epochMs } from './epoch.ts'

/** All of one cause of a resource, in lists of one length: thousands of rows cost several times as much to read. */
interface OccupationRow {
  resourceId: string
  cause: Occupation['cause']
  starts: number[]
  ends: number[]
  /** From here on null for times only, and where it is no job. */
  bookingIds: string[] | null
  latitudes: (number | null)[] | null
  longitudes: (number | null)[] | null
  overbooked: boolean[] | null
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
  /** Neither for which booking, nor where, nor whether overbooked: who neither travels nor explains needs none of it. */
  timesOnly: boolean
}

/**
 * Buffers and the way reach a day (and an hour of the clock) beyond the stretch on either side; jobs begin a week before
 * that at the earliest, because none lasts longer. Bookings are bounded like their allocations, so that those of a month
 * can be read at once; for times alone only holds are looked up. A hold that has run out is none. The block of an
 * approved time off is left out beside the time off itself.
 */
function occupationsOf({ timesOnly }: Pick<OccupationRequest, 'timesOnly'>) {
  return prepare<OccupationRow>({
    compile: () =>
      sql<OccupationRow>`
      select allocations.resource_id as "resourceId",
        case allocations.status when 'HELD' then 'HELD' when 'DONE' then 'DONE' else 'BOOKED' end as cause,
        ${times('allocations')}, ${timesOnly ? noDetails : details}
      from bookings.allocations as allocations ${timesOnly ? sql`` : venues}
      where allocations.station_id = ${parameter(1, 'uuid')} and allocations.resource_id = any (${parameter(2, 'uuid[]')})
        and allocations.status in ('HELD', 'ACTIVE', 'DONE') and allocations.kind in ('HOLD', 'BOOKING')
        and allocations.starts_at > ${parameter(3, 'timestamptz')} - interval '194 hours'
        and allocations.starts_at < ${parameter(4, 'timestamptz')} + interval '26 hours'
        and allocations.ends_at > $3 - interval '26 hours'
        and allocations.booking_id is distinct from ${parameter(6, 'uuid')}
        and (allocations.status <> 'HELD' or exists (select from bookings.bookings as holds
          where holds.id = allocations.booking_id and holds.hold_expires_at > ${parameter(5, 'timestamptz')}))
      group by allocations.resource_id, allocations.status
      union all
      select allocations.resource_id, 'BLOCKED', ${times('allocations')}, ${noDetails}
      from bookings.allocations as allocations
      where allocations.station_id = $1 and allocations.resource_id = any ($2)
        and allocations.kind = 'BLOCK' and allocations.status = 'ACTIVE' and allocations.time_off_id is null
        and allocations.ends_at > $3 and allocations.starts_at < $4
      group by allocations.resource_id
      union all
      select time_off.resource_id, 'TIME_OFF', ${times('time_off')}, ${noDetails}
      from bookings.time_off as time_off
      where time_off.station_id = $1 and time_off.resource_id = any ($2)
        and time_off.ends_at > $3 and time_off.starts_at < $4 and time_off.status = 'APPROVED'
      group by time_off.resource_id`.compile(db),
  })
}

function times(table: string) {
  const list = (instant: string) => `array_to_json(array_agg(${epochMs(`${table}.${instant}`)}))`
  return sql.raw(`${list('starts_at')} as starts, ${list('ends_at')} as ends`)
}

const details = sql`array_to_json(array_agg(allocations.booking_id)) as "bookingIds",
  array_to_json(array_agg(bookings.venue_latitude)) as latitudes, array_to_json(array_agg(bookings.venue_longitude)) as longitudes,
  array_to_json(array_agg(allocations.overbooked)) as overbooked`
const noDetails = sql`null::json as "bookingIds", null::json as latitudes, null::json as longitudes, null::json as overbooked`
const venues = sql`left join bookings.bookings as bookings
  on bookings.station_id = allocations.station_id and bookings.id = allocations.booking_id
    and bookings.starts_at > $3::timestamptz - interval '194 hours' and bookings.starts_at < $4::timestamptz + interval '26 hours'`

const occupations = occupationsOf({ timesOnly: false })
const occupiedTimes = occupationsOf({ timesOnly: true })

/** Above it there are so many bookings that it pays to plan for them: the usual plan looks each of them up. */
const LONG_MS = 14 * 86_400_000

/** By resource. */
export async function readOccupations(session: Session, request: OccupationRequest): Promise<Map<string, Occupied>> {
  const { stationId, resourceIds, from, until, now, exceptBookingId, timesOnly } = request
  const values = [stationId, resourceIds, from, until, now, exceptBookingId]
  const planAnew = !timesOnly && until.getTime() - from.getTime() > LONG_MS
  const rows = await session.run(timesOnly ? occupiedTimes : occupations, values, { planAnew })
  const byResource = Map.groupBy(rows, ({ resourceId }) => resourceId)
  return new Map([...byResource].map(([resourceId, causes]) => [resourceId, toOccupied(causes)]))
}

function toOccupied(causes: readonly OccupationRow[]): Occupied {
  const isBlock = ({ cause }: OccupationRow) => cause === 'BLOCKED' || cause === 'TIME_OFF'
  return {
    jobs: toOccupations(causes.filter((row) => !isBlock(row))),
    blocks: toOccupations(causes.filter(isBlock)),
  }
}

function toOccupations(causes: readonly OccupationRow[]): Occupation[] {
  const all = causes.flatMap((row) => row.starts.map((_, at) => toOccupation(row, at)))
  // Here, because each cause comes in this order but for few: the database would sort them all.
  return all.sort((one, other) => one.from - other.from)
}

function toOccupation(row: OccupationRow, at: number): Occupation {
  const [latitude, longitude] = [row.latitudes?.[at] ?? null, row.longitudes?.[at] ?? null]
  return {
    cause: row.cause,
    bookingId: row.bookingIds?.[at] ?? null,
    from: row.starts[at] ?? 0,
    to: row.ends[at] ?? 0,
    place: latitude !== null && longitude !== null ? { latitude, longitude } : null,
    isOverbooked: row.overbooked?.[at] ?? false,
  }
}
