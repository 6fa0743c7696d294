import { sql } from 'kysely'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { Leg } from '../model/availability/legs.ts'
import type { TimeWindow } from '../model/time-window.ts'

/** The way of one resource to one of its jobs. */
export interface ResourceLeg extends Leg {
  resourceId: string
}

const legsToWrite = prepare<object>({
  compile: () =>
    sql<object>`insert into bookings.allocations
        (id, station_id, resource_id, booking_id, during, kind, status, overbooked, created_at, updated_at)
      select leg.id, ${parameter(8, 'uuid')}, leg.resource_id, leg.booking_id,
        case when leg.starts_at is null then existing.during else tstzrange(leg.starts_at, leg.ends_at) end,
        'TRAVEL', leg.status, leg.overbooked, ${parameter(9, 'timestamptz')}, $9
      from unnest(${parameter(1, 'uuid[]')}, ${parameter(2, 'uuid[]')}, ${parameter(3, 'uuid[]')},
          ${parameter(4, 'timestamptz[]')}, ${parameter(5, 'timestamptz[]')},
          ${parameter(6, 'bookings.allocation_status[]')}, ${parameter(7, 'boolean[]')})
        as leg (id, resource_id, booking_id, starts_at, ends_at, status, overbooked)
      left join bookings.allocations as existing on existing.station_id = $8
        and existing.booking_id = leg.booking_id and existing.resource_id = leg.resource_id and existing.kind = 'TRAVEL'
      where leg.starts_at is not null or existing.status in ('HELD', 'ACTIVE')
      order by leg.resource_id, leg.ends_at desc
      on conflict (booking_id, resource_id, kind) do update
      set during = excluded.during, status = excluded.status, overbooked = excluded.overbooked, unassigned_at = null,
        updated_at = excluded.updated_at
      where (allocations.during, allocations.status, allocations.overbooked)
        is distinct from (excluded.during, excluded.status, excluded.overbooked)`.compile(db),
})

/**
 * Writes the ways to these jobs as allocations of the bookings that they lead to; gives back the time of those that
 * nothing leads to any more, and leaves alone what is so already. The later ones come first: what makes room comes
 * before what takes it. The resources have to be locked.
 */
export async function writeLegs(
  { session }: Transaction,
  { stationId, legs, at }: { stationId: string; legs: readonly ResourceLeg[]; at: Date },
): Promise<void> {
  if (legs.length === 0) return
  await session.run(legsToWrite, [
    legs.map(() => newId()),
    legs.map(({ resourceId }) => resourceId),
    legs.map(({ bookingId }) => bookingId),
    legs.map(({ from }) => (from === null ? null : new Date(from))),
    legs.map(({ to }) => new Date(to)),
    legs.map(({ from, status }) => (from === null ? 'RELEASED' : status)),
    legs.map(({ isOverbooked }) => isOverbooked),
    stationId,
    at,
  ])
}

interface Room extends TimeWindow {
  resourceIds: readonly string[]
  /** Whose own legs go too; null for no booking's. */
  bookingId: string | null
  at: Date
}

/** Gives back all ways of the resources in the stretch, for something that will be there; they have to be refitted after it. */
export async function releaseLegs(
  { prisma }: Transaction,
  { resourceIds, bookingId, startsAt, endsAt, at }: Room,
): Promise<void> {
  await prisma.$executeRaw`
    UPDATE bookings.allocations SET status = 'RELEASED', updated_at = ${at}::timestamptz
    WHERE resource_id = ANY (${resourceIds}::uuid[]) AND kind = 'TRAVEL' AND status IN ('HELD', 'ACTIVE')
      AND (booking_id = ${bookingId}::uuid OR during && tstzrange(${startsAt}::timestamptz, ${endsAt}::timestamptz))`
}
