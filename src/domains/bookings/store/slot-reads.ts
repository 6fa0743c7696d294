import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Need } from '../model/availability/demand.ts'
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

const candidates = prepare<{ id: string }>(
  db
    .selectFrom('bookings.resources as resources')
    .select('resources.id')
    .where('resources.station_id', '=', parameter<string>(1, 'uuid'))
    .where(sql<boolean>`resources.is_active and resources.kind::text = any(${parameter<string[]>(2, 'text[]')})`)
    .orderBy('resources.id'),
)

/** All that the station has of these kinds. */
export async function findCandidates(session: Session, stationId: string, needs: readonly Need[]): Promise<string[]> {
  const rows = await session.run(candidates, [stationId, needs.map(({ kind }) => kind)])
  return rows.map(({ id }) => id)
}

const stationDay = prepare<object>({
  compile: () =>
    sql<object>`select pg_advisory_xact_lock(hashtextextended(concat_ws('|', 'bookings of a day',
        ${parameter(1, 'uuid')}, (${parameter(3, 'timestamptz')} at time zone ${parameter(2, 'text')})::date), 0))::text
      from (select policies.station_daily_cap from bookings.booking_policies as policies
        where policies.station_id = $1 order by policies.version desc limit 1) as policy
      where policy.station_daily_cap is not null`.compile(db),
})

/** Where the policy limits the jobs of a day, whoever wants one more of that day waits until the transaction ends. */
export async function lockStationDay(
  session: Session,
  { stationId, zone, at }: { stationId: string; zone: string; at: Date },
): Promise<void> {
  await session.run(stationDay, [stationId, zone, at])
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

const resourcesOfBookingsToLock = prepare<{ id: string }>(
  db
    .selectFrom('bookings.resources as resources')
    .select('resources.id')
    .where(
      'resources.id',
      '=',
      sql<string>`any(array(select unnest(${parameter<string[]>(2, 'uuid[]')})
        union select allocations.resource_id from bookings.allocations as allocations
        where allocations.booking_id = any(${parameter<string[]>(1, 'uuid[]')})
          and allocations.kind in ('HOLD', 'BOOKING') and allocations.status in ('HELD', 'ACTIVE')))`,
    )
    .orderBy('resources.id')
    .forNoKeyUpdate(),
)

/** Locks whatever these bookings have, with other resources if need be, in the order of all locks; gives their ids. */
export async function lockResourcesOf(
  session: Session,
  { bookingIds, besides = [] }: { bookingIds: readonly string[]; besides?: readonly string[] },
): Promise<string[]> {
  const rows = await session.run(resourcesOfBookingsToLock, [bookingIds, besides])
  return rows.map(({ id }) => id)
}

export const lockedColumns = [
  'bookings.id',
  'bookings.station_id as stationId',
  'bookings.customer_id as customerId',
  'bookings.kind',
  'bookings.status',
  'bookings.starts_at as startsAt',
  'bookings.ends_at as endsAt',
  'bookings.venue_latitude as venueLatitude',
  'bookings.venue_longitude as venueLongitude',
  'bookings.hold_expires_at as holdExpiresAt',
  'bookings.total_cents as totalCents',
  'bookings.currency',
  'bookings.policy_version as policyVersion',
  'bookings.api_key_id as apiKeyId',
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

const sweepLock = prepare<{ locked: boolean }>({
  compile: () =>
    sql<{
      locked: boolean
    }>`select pg_try_advisory_xact_lock(hashtextextended('holds of all stations', 0)) as locked`.compile(db),
})

/** Whether this transaction is now the only one that goes through the holds of all stations. */
export async function tryLockSweep(session: Session): Promise<boolean> {
  const [row] = await session.run(sweepLock, [])
  return row?.locked ?? false
}
