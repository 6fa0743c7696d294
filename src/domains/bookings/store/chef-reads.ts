import { sql } from 'kysely'
import { readByParent } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'

/** Somebody who serves a booking, or was to. */
export interface Serving {
  bookingId: string
  userId: string
  /** Since when, and until when if it was taken from them. */
  assignedAt: Date
  unassignedAt: Date | null
}

const servings = prepare<Serving>(
  db
    .selectFrom('bookings.allocations as allocations')
    .innerJoin('bookings.resources as resources', 'resources.id', 'allocations.resource_id')
    .select([
      sql<string>`allocations.booking_id`.as('bookingId'),
      sql<string>`resources.user_id`.as('userId'),
      'allocations.created_at as assignedAt',
      'allocations.unassigned_at as unassignedAt',
    ])
    .where('allocations.booking_id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)
    .where(sql<boolean>`allocations.kind in ('HOLD', 'BOOKING')`)
    .where('resources.user_id', 'is not', null)
    .orderBy('resources.user_id'),
)

/** The people who serve a booking or were to, also when its time has been given back. */
export const usersOfBooking = readByParent<Serving>(servings, ({ bookingId }) => bookingId)

/** Whether this person serves the booking, as a transaction sees it that changes the booking. */
export async function serves(session: Session, bookingId: string, userId: string | null): Promise<boolean> {
  const rows = await session.run(servings, [[bookingId]])
  return rows.some((row) => row.userId === userId && row.unassignedAt === null)
}
