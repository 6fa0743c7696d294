import { sql } from 'kysely'
import type { AllocationKind } from '#platform/database/generated/tables/bookings.ts'
import { readByParent } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'

/** Something else that a resource of a booking does at the same time. */
export interface ConflictRow {
  /** Whose conflict it is. */
  bookingId: string
  resourceId: string
  kind: AllocationKind
  startsAt: Date
  endsAt: Date
  /** With which booking; null for a block. */
  otherId: string | null
}

/** What stands beside a booking in the time of its resources, by its beginning. */
export const conflictsOfBooking = readByParent<ConflictRow>(
  prepare<ConflictRow>({
    compile: () =>
      sql<ConflictRow>`select own.booking_id as "bookingId", own.resource_id as "resourceId", other.kind,
          other.starts_at as "startsAt", other.ends_at as "endsAt", other.booking_id as "otherId"
        from bookings.allocations as own
        join bookings.allocations as other on other.station_id = own.station_id and other.resource_id = own.resource_id
          and other.id <> own.id and other.during && own.during and other.status in ('HELD', 'ACTIVE')
        where own.booking_id = any(${parameter(1, 'uuid[]')}) and own.kind in ('HOLD', 'BOOKING') and own.status in ('HELD', 'ACTIVE')
        order by other.starts_at, other.id`.compile(db),
  }),
  ({ bookingId }) => bookingId,
)
