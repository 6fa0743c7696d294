import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { NewTimeOff, TimeOffStatus } from '../../model/availability/time-off.ts'
import type { TimeWindow } from '../../model/time-window.ts'

interface TimeOffInsert extends NewTimeOff {
  id: string
  stationId: string
  resourceId: string
  requestedById: string | null
  createdAt: Date
}

export async function insertTimeOff({ prisma }: Transaction, { reason, ...timeOff }: TimeOffInsert): Promise<void> {
  const data = { ...timeOff, reason: reason ?? null, status: 'REQUESTED' } as const
  await prisma.timeOff.create({ data, select: { id: true } })
}

export interface LockedTimeOff extends TimeWindow {
  id: string
  stationId: string
  resourceId: string
  status: TimeOffStatus
  version: number
}

/** Locked until the transaction ends; null when the viewer does not see it. */
export async function lockTimeOff({ prisma }: Transaction, id: string) {
  await prisma.$queryRaw`SELECT id FROM bookings.time_off WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  const select = {
    id: true,
    stationId: true,
    resourceId: true,
    status: true,
    version: true,
    startsAt: true,
    endsAt: true,
  }
  return prisma.timeOff.findUnique({ where: { id }, select: { ...select, resource: { select: { userId: true } } } })
}

export async function updateTimeOff(
  { prisma }: Transaction,
  { id, version }: LockedTimeOff,
  changes: { status: TimeOffStatus; decidedById?: string | null; decidedAt?: Date; updatedAt: Date },
): Promise<void> {
  await prisma.timeOff.update({ where: { id }, data: { ...changes, version: version + 1 }, select: { id: true } })
}

const jobsWithin = prepare<{ bookingId: string }>({
  compile: () =>
    sql<{ bookingId: string }>`select allocations.booking_id as "bookingId" from bookings.allocations as allocations
      where allocations.resource_id = ${parameter(1, 'uuid')} and allocations.status in ('HELD', 'ACTIVE')
        and allocations.kind in ('HOLD', 'BOOKING') and allocations.during && tstzrange(${parameter(2, 'timestamptz')}, ${parameter(3, 'timestamptz')})
      order by lower(allocations.during), allocations.booking_id limit 100`.compile(db),
})

/** The bookings that take time of the resource then, the first to begin first; at most 100. */
export async function findJobsWithin(session: Session, resourceId: string, { startsAt, endsAt }: TimeWindow) {
  const rows = await session.run(jobsWithin, [resourceId, startsAt, endsAt])
  return rows.map(({ bookingId }) => bookingId)
}

const freeParts = prepare<TimeWindow>({
  compile: () =>
    sql<TimeWindow>`select lower(part) as "startsAt", upper(part) as "endsAt"
      from (select tstzmultirange(tstzrange(${parameter(2, 'timestamptz')}, ${parameter(3, 'timestamptz')}))
          - coalesce(range_agg(allocations.during), '{}') as parts
        from bookings.allocations as allocations
        where allocations.resource_id = ${parameter(1, 'uuid')} and allocations.status in ('HELD', 'ACTIVE')
          and allocations.during && tstzrange($2, $3)) as free, unnest(free.parts) as part
      order by 1`.compile(db),
})

/** The parts of the stretch that nothing has. */
export function findFreeParts(session: Session, resourceId: string, { startsAt, endsAt }: TimeWindow) {
  return session.run(freeParts, [resourceId, startsAt, endsAt])
}

interface Blocks {
  timeOff: LockedTimeOff
  ids: readonly string[]
  parts: readonly TimeWindow[]
  createdAt: Date
}

/** Keeps these stretches free of bookings. */
export async function insertBlocks({ prisma }: Transaction, { timeOff, ids, parts, createdAt }: Blocks): Promise<void> {
  if (parts.length === 0) return
  await prisma.$executeRaw`
    INSERT INTO bookings.allocations
      (id, station_id, resource_id, time_off_id, during, kind, status, created_at, updated_at)
    SELECT block.id, ${timeOff.stationId}::uuid, ${timeOff.resourceId}::uuid, ${timeOff.id}::uuid,
      tstzrange(block.starts_at, block.ends_at), 'BLOCK', 'ACTIVE', ${createdAt}::timestamptz, ${createdAt}::timestamptz
    FROM unnest(${ids}::uuid[], ${parts.map(({ startsAt }) => startsAt)}::timestamptz[],
      ${parts.map(({ endsAt }) => endsAt)}::timestamptz[]) AS block (id, starts_at, ends_at)`
}

/** Gives back what was kept free. */
export async function releaseBlocks(
  { prisma }: Transaction,
  { id, stationId }: LockedTimeOff,
  at: Date,
): Promise<void> {
  await prisma.$executeRaw`
    UPDATE bookings.allocations SET status = 'RELEASED', updated_at = ${at}::timestamptz
    WHERE station_id = ${stationId}::uuid AND time_off_id = ${id}::uuid AND status = 'ACTIVE'`
}
