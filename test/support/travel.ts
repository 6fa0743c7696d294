import { type GeoPoint, metresBetween } from '#kernel/great-circle.ts'
import type { BookingScene } from './bookings.ts'

/** On one meridian, so that ways are easy to reckon: at 50 km/h 30 minutes each, and 59 from the first to the last. */
export const HERE = { latitude: 42, longitude: -71 }
export const HALFWAY = { latitude: 42.22, longitude: -71 }
export const THERE = { latitude: 42.44, longitude: -71 }

export interface StoredLeg {
  bookingId: string
  status: string
  startsAt: Date
  endsAt: Date
  overbooked: boolean
}

/** The ways of a resource as they are kept free, the first to begin first. */
export function legsOf({ gateway }: Pick<BookingScene, 'gateway'>, resourceId: string): Promise<StoredLeg[]> {
  return gateway.sql<StoredLeg & Record<string, unknown>>(
    `select booking_id as "bookingId", status, starts_at as "startsAt", ends_at as "endsAt", overbooked
     from bookings.allocations where resource_id = $1 and kind = 'TRAVEL' and status in ('HELD', 'ACTIVE')
     order by starts_at, booking_id`,
    [resourceId],
  )
}

interface StoredJob {
  bookingId: string
  status: string
  from: number
  to: number
  overbooked: boolean
  latitude: number | null
  longitude: number | null
}

const MINUTE = 60_000

/** By the policy of a station that has set none. */
const greatCircle = (from: GeoPoint, to: GeoPoint) => Math.ceil((metresBetween(from, to) / 1_000 / 50) * 60)

/** The ways of a resource as they have to be, from its jobs and what it is blocked by, found in the slowest way. */
export async function legsAsTheyShouldBe(
  { gateway }: Pick<BookingScene, 'gateway'>,
  resourceId: string,
  minutesBetween = greatCircle,
): Promise<StoredLeg[]> {
  const jobs = await gateway.sql<StoredJob & Record<string, unknown>>(
    `select allocations.booking_id as "bookingId", allocations.status, allocations.overbooked,
       (extract(epoch from allocations.starts_at) * 1000)::float8 as from, (extract(epoch from allocations.ends_at) * 1000)::float8 as to,
       bookings.venue_latitude as latitude, bookings.venue_longitude as longitude
     from bookings.allocations join bookings.bookings on bookings.id = allocations.booking_id
     where allocations.resource_id = $1 and allocations.kind in ('HOLD', 'BOOKING') and allocations.status <> 'RELEASED'
     order by allocations.starts_at, allocations.overbooked, allocations.booking_id`,
    [resourceId],
  )
  const blocks = await gateway.sql<{ from: number; to: number }>(
    `select (extract(epoch from starts_at) * 1000)::float8 as from, (extract(epoch from ends_at) * 1000)::float8 as to
     from (select starts_at, ends_at from bookings.time_off where resource_id = $1 and status = 'APPROVED'
       union all select starts_at, ends_at from bookings.allocations
         where resource_id = $1 and kind = 'BLOCK' and status = 'ACTIVE' and time_off_id is null) as blocked`,
    [resourceId],
  )
  const legs = jobs.flatMap((job, at): StoredLeg[] => {
    if (job.status === 'DONE') return []
    const before = jobs.slice(0, at)
    const latest = Math.max(...before.map(({ to }) => to))
    const origin = before.find(({ to }) => to === latest)
    const [from, to] = [pointOf(origin), pointOf(job)]
    if (!from || !to || job.from - latest >= 12 * 60 * MINUTE) return []
    const open = (minute: number) =>
      minute >= latest && (job.overbooked || !blocks.some((block) => block.from < minute + MINUTE && minute < block.to))
    let begin = job.from
    for (let left = minutesBetween(from, to); left > 0 && open(begin - MINUTE); left -= 1) begin -= MINUTE
    if (begin === job.from) return []
    const { bookingId, status, overbooked } = job
    return [{ bookingId, status, startsAt: new Date(begin), endsAt: new Date(job.from), overbooked }]
  })
  return legs.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.bookingId < b.bookingId ? -1 : 1))
}

function pointOf(job: StoredJob | undefined): GeoPoint | null {
  if (!job || job.latitude === null || job.longitude === null) return null
  return { latitude: job.latitude, longitude: job.longitude }
}
