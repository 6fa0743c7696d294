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

const claims = prepare<object>({
  compile: () =>
    sql<object>`insert into bookings.allocations
        (id, station_id, resource_id, booking_id, during, kind, status, overbooked, created_at, updated_at)
      select claim.id, ${parameter(3, 'uuid')}, claim.resource_id, ${parameter(4, 'uuid')},
        tstzrange(${parameter(5, 'timestamptz')}, ${parameter(6, 'timestamptz')}), ${parameter(7, 'bookings.allocation_kind')},
        ${parameter(8, 'bookings.allocation_status')}, claim.resource_id = any (${parameter(9, 'uuid[]')}),
        ${parameter(10, 'timestamptz')}, $10
      from unnest(${parameter(1, 'uuid[]')}, ${parameter(2, 'uuid[]')}) as claim (id, resource_id)
      order by claim.resource_id
      on conflict (booking_id, resource_id, kind) do update
      set during = excluded.during, status = excluded.status, overbooked = excluded.overbooked, unassigned_at = null,
        updated_at = excluded.updated_at
      where allocations.status = 'RELEASED'`.compile(db),
})

/** Gives the booking the time of the resources, in ascending order of their ids; again, if it had been given back. */
export async function insertAllocations({ session }: Transaction, allocations: AllocationsInsert): Promise<void> {
  const { ids, resourceIds, startsAt, endsAt, stationId, bookingId, kind, status, createdAt } = allocations
  const { overbookedIds = [] } = allocations
  if (resourceIds.length === 0) return
  const what = [startsAt, endsAt, kind, status, overbookedIds, createdAt]
  await session.run(claims, [ids, resourceIds, stationId, bookingId, ...what])
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
