import { sql } from 'kysely'
import { readByParent } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'

/** The way of a resource to a booking, as far as it is kept free. */
export interface TravelLegRow {
  bookingId: string
  resourceId: string
  startsAt: Date
  endsAt: Date
}

/** The ways to a booking, also when it is over; not those that have been given back. */
export const legsOfBooking = readByParent<TravelLegRow>(
  prepare(
    db
      .selectFrom('bookings.allocations as allocations')
      .select([
        sql<string>`allocations.booking_id`.as('bookingId'),
        'allocations.resource_id as resourceId',
        sql<Date>`allocations.starts_at`.as('startsAt'),
        sql<Date>`allocations.ends_at`.as('endsAt'),
      ])
      .where('allocations.booking_id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)
      .where(sql<boolean>`allocations.kind = 'TRAVEL' and allocations.status <> 'RELEASED'`)
      .orderBy('allocations.resource_id'),
  ),
  ({ bookingId }) => bookingId,
)
