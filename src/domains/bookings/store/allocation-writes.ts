import { sql } from 'kysely'
import { constraintName } from '#platform/database/failures.ts'
import type { AllocationKind, AllocationStatus } from '#platform/database/generated/tables/bookings.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { Slot } from './slot-reads.ts'

const NO_OVERLAP = 'allocations_no_overlap'

/** Whether the database has refused to give the same time of a resource away twice. */
export function isOverlap(error: unknown): boolean {
  return constraintName(error) === NO_OVERLAP
}

export interface AllocationsInsert extends Slot {
  /** One for each resource. */
  ids: readonly string[]
  stationId: string
  bookingId: string
  kind: AllocationKind
  status: AllocationStatus
  createdAt: Date
  /** Those of the resources that are not free, and given away all the same. */
  overbookedIds?: readonly string[]
}

/** Gives the booking the time of the resources, in ascending order of their ids; again, if it had been given back. */
export async function insertAllocations({ prisma }: Transaction, allocations: AllocationsInsert): Promise<void> {
  const { ids, resourceIds, startsAt, endsAt, stationId, bookingId, kind, status, createdAt } = allocations
  const { overbookedIds = [] } = allocations
  if (resourceIds.length === 0) return
  await prisma.$executeRaw`
    INSERT INTO bookings.allocations
      (id, station_id, resource_id, booking_id, during, kind, status, overbooked, created_at, updated_at)
    SELECT claim.id, ${stationId}::uuid, claim.resource_id, ${bookingId}::uuid,
      tstzrange(${startsAt}::timestamptz, ${endsAt}::timestamptz), ${kind}::bookings.allocation_kind,
      ${status}::bookings.allocation_status, claim.resource_id = ANY (${overbookedIds}::uuid[]), ${createdAt}::timestamptz, ${createdAt}::timestamptz
    FROM unnest(${ids}::uuid[], ${resourceIds}::uuid[]) AS claim (id, resource_id)
    ORDER BY claim.resource_id
    ON CONFLICT (booking_id, resource_id, kind) DO UPDATE
    SET during = excluded.during, status = excluded.status, overbooked = excluded.overbooked, unassigned_at = NULL, updated_at = excluded.updated_at
    WHERE allocations.status = 'RELEASED'`
}

const claimedResources = prepare<{ resourceId: string }>(
  db
    .selectFrom('bookings.allocations as allocations')
    .select('allocations.resource_id as resourceId')
    .where('allocations.booking_id', '=', parameter<string>(1, 'uuid'))
    .where(sql<boolean>`allocations.kind in ('HOLD', 'BOOKING') and allocations.status in ('HELD', 'ACTIVE')`)
    .orderBy('allocations.resource_id'),
)

/** The resources whose time the booking has now. */
export async function findClaimedResources(session: Session, bookingId: string): Promise<string[]> {
  const rows = await session.run(claimedResources, [bookingId])
  return rows.map(({ resourceId }) => resourceId)
}

/** Moves what the booking has of its resources' time. */
export async function moveAllocations(
  { prisma }: Transaction,
  bookingId: string,
  { startsAt, endsAt, at, overbookedIds }: { startsAt: Date; endsAt: Date; at: Date; overbookedIds: readonly string[] },
): Promise<void> {
  await prisma.$executeRaw`
    UPDATE bookings.allocations
    SET during = tstzrange(${startsAt}::timestamptz, ${endsAt}::timestamptz),
      overbooked = resource_id = ANY (${overbookedIds}::uuid[]), updated_at = ${at}::timestamptz
    WHERE booking_id = ${bookingId}::uuid AND kind IN ('HOLD', 'BOOKING') AND status IN ('HELD', 'ACTIVE')`
}

/** Takes one resource off the booking, and gives back what the booking has of its time, the way to it included. */
export async function releaseAllocation(
  { prisma }: Transaction,
  { bookingId, resourceId, at }: { bookingId: string; resourceId: string; at: Date },
): Promise<void> {
  await prisma.$executeRaw`
    UPDATE bookings.allocations SET status = 'RELEASED', unassigned_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
    WHERE booking_id = ${bookingId}::uuid AND resource_id = ${resourceId}::uuid AND status IN ('HELD', 'ACTIVE')`
}

/** What the booking has of its resources' time counts as this from now on; a hold that is kept becomes a booking. */
export async function settleAllocations(
  { prisma }: Transaction,
  bookingId: string,
  { status, at }: { status: AllocationStatus; at: Date },
): Promise<void> {
  await prisma.$executeRaw`
    UPDATE bookings.allocations
    SET status = ${status}::bookings.allocation_status, updated_at = ${at}::timestamptz,
      kind = CASE WHEN kind = 'HOLD' AND ${status}::bookings.allocation_status = 'ACTIVE' THEN 'BOOKING' ELSE kind END
    WHERE booking_id = ${bookingId}::uuid AND status IN ('HELD', 'ACTIVE')`
}
