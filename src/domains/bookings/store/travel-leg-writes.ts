import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { Leg } from '../model/availability/legs.ts'
import type { TimeWindow } from '../model/time-window.ts'

/** The way of one resource to one of its jobs. */
export interface ResourceLeg extends Leg {
  resourceId: string
}

/**
 * Writes the ways to these jobs as allocations of the bookings that they lead to; gives back the time of those that
 * nothing leads to any more, and leaves alone what is so already. The later ones come first: what makes room comes
 * before what takes it. The resources have to be locked.
 */
export async function writeLegs(
  { prisma }: Transaction,
  { stationId, legs, at }: { stationId: string; legs: readonly ResourceLeg[]; at: Date },
): Promise<void> {
  if (legs.length === 0) return
  const ids = legs.map(() => newId())
  const resourceIds = legs.map(({ resourceId }) => resourceId)
  const bookingIds = legs.map(({ bookingId }) => bookingId)
  const starts = legs.map(({ from }) => (from === null ? null : new Date(from)))
  const ends = legs.map(({ to }) => new Date(to))
  const statuses = legs.map(({ from, status }) => (from === null ? 'RELEASED' : status))
  const overbooked = legs.map(({ isOverbooked }) => isOverbooked)
  await prisma.$executeRaw`
    INSERT INTO bookings.allocations
      (id, station_id, resource_id, booking_id, during, kind, status, overbooked, created_at, updated_at)
    SELECT leg.id, ${stationId}::uuid, leg.resource_id, leg.booking_id,
      CASE WHEN leg.starts_at IS NULL THEN existing.during ELSE tstzrange(leg.starts_at, leg.ends_at) END,
      'TRAVEL', leg.status::bookings.allocation_status, leg.overbooked, ${at}::timestamptz, ${at}::timestamptz
    FROM unnest(${ids}::uuid[], ${resourceIds}::uuid[], ${bookingIds}::uuid[], ${starts}::timestamptz[],
        ${ends}::timestamptz[], ${statuses}::text[], ${overbooked}::boolean[])
      AS leg (id, resource_id, booking_id, starts_at, ends_at, status, overbooked)
    LEFT JOIN bookings.allocations AS existing ON existing.station_id = ${stationId}::uuid
      AND existing.booking_id = leg.booking_id AND existing.resource_id = leg.resource_id AND existing.kind = 'TRAVEL'
    WHERE leg.starts_at IS NOT NULL OR existing.status IN ('HELD', 'ACTIVE')
    ORDER BY leg.resource_id, leg.ends_at DESC
    ON CONFLICT (booking_id, resource_id, kind) DO UPDATE
    SET during = excluded.during, status = excluded.status, overbooked = excluded.overbooked, unassigned_at = NULL,
      updated_at = excluded.updated_at
    WHERE (allocations.during, allocations.status, allocations.overbooked)
      IS DISTINCT FROM (excluded.during, excluded.status, excluded.overbooked)`
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
