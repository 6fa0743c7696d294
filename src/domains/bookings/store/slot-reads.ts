import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { LockedBooking, ResourceRow } from './booking-rows.ts'
import { resourceColumns } from './resource-reads.ts'

/** Resources over a stretch of time. */
export interface Slot {
  resourceIds: readonly string[]
  startsAt: Date
  endsAt: Date
}

const resourceIds = parameter<string[]>(1, 'uuid[]')
const window = sql`tstzrange(${parameter<Date>(2, 'timestamptz')}, ${parameter<Date>(3, 'timestamptz')})`

/** What blocks a wanted resource, read by `allocations_blocking_idx`, which holds nothing else. */
const blocking = sql`unnest(${resourceIds}) with ordinality as wanted (id, place)
  join bookings.allocations as allocations
    on allocations.resource_id = wanted.id and allocations.status in ('HELD', 'ACTIVE')`

const takenSlots = prepare<{ resourceId: string; until: Date }>({
  compile: () =>
    sql<{ resourceId: string; until: Date }>`
      select wanted.id as "resourceId", max(upper(allocations.during)) as until
      from ${blocking}
      where allocations.during && ${window}
        and (allocations.booking_id = ${parameter<string | null>(4, 'uuid')}) is not true
      group by wanted.id, wanted.place order by wanted.place limit 1`.compile(db),
})

/**
 * The first of the resources that is not free, and when the last of what stands in the way ends. What
 * `exceptBookingId` has does not count.
 */
export async function findTakenSlot(session: Session, slot: Slot, exceptBookingId: string | null) {
  const [taken] = await session.run(takenSlots, [slot.resourceIds, slot.startsAt, slot.endsAt, exceptBookingId])
  return taken ?? null
}

const resourcesToLock = prepare<ResourceRow>(
  db
    .selectFrom('bookings.resources as resources')
    .select(resourceColumns)
    .where('resources.id', '=', sql<string>`any(${resourceIds})`)
    .orderBy('resources.id')
    .forNoKeyUpdate(),
)

/**
 * Locks the resources until the transaction ends, always in the same order: whoever wants one of them waits its turn,
 * and nobody waits in a circle.
 */
export function lockResources(session: Session, ids: readonly string[]): Promise<ResourceRow[]> {
  return session.run(resourcesToLock, [ids])
}

export const lockedColumns = [
  'bookings.id',
  'bookings.station_id as stationId',
  'bookings.customer_id as customerId',
  'bookings.status',
  'bookings.starts_at as startsAt',
  'bookings.ends_at as endsAt',
  'bookings.hold_expires_at as holdExpiresAt',
  'bookings.version',
] as const

const heldInSlot = prepare<LockedBooking>(
  db
    .selectFrom('bookings.bookings as bookings')
    .select(lockedColumns)
    .where('bookings.status', '=', sql.lit('HELD'))
    .where('bookings.hold_expires_at', '<=', parameter<Date>(4, 'timestamptz'))
    .where(
      'bookings.id',
      'in',
      sql<string>`(select allocations.booking_id from ${blocking}
        where allocations.status = 'HELD' and allocations.during && ${window})`,
    )
    .orderBy('bookings.id')
    .forNoKeyUpdate(),
)

/** Locks the holds in the slot that have run out by then. */
export function lockExpiredHoldsIn(session: Session, slot: Slot, now: Date): Promise<LockedBooking[]> {
  return session.run(heldInSlot, [slot.resourceIds, slot.startsAt, slot.endsAt, now])
}

const expiredHolds = prepare<LockedBooking>(
  db
    .selectFrom('bookings.bookings as bookings')
    .select(lockedColumns)
    .where('bookings.station_id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)
    .where('bookings.status', '=', sql.lit('HELD'))
    .where('bookings.hold_expires_at', '<=', parameter<Date>(2, 'timestamptz'))
    .orderBy('bookings.hold_expires_at')
    .limit(parameter<number>(3, 'int'))
    .forNoKeyUpdate()
    .skipLocked(),
)

/** Locks holds of the stations that have run out by then; leaves out those that somebody is working on. */
export function lockExpiredHolds(
  session: Session,
  { stationIds, now, atMost }: { stationIds: readonly string[]; now: Date; atMost: number },
): Promise<LockedBooking[]> {
  return session.run(expiredHolds, [stationIds, now, atMost])
}
