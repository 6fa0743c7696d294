import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { type BookingPolicy, noPolicy } from '../../model/availability/booking-policy.ts'
import { policyJson } from '../availability/policy-reads.ts'

const policyOfVersion = prepare<{ policy: BookingPolicy }>({
  compile: () =>
    sql<{ policy: BookingPolicy }>`select ${policyJson} as policy from bookings.booking_policies as policy
      where policy.station_id = ${parameter(1, 'uuid')} and policy.version = ${parameter(2, 'int')}`.compile(db),
})

/** The policy that a booking was made by, which goes on holding for it; none where the station had none. */
export async function findPolicyOf(
  session: Session,
  { stationId, policyVersion }: { stationId: string; policyVersion: number | null },
): Promise<BookingPolicy> {
  if (policyVersion === null) return noPolicy
  const [row] = await session.run(policyOfVersion, [stationId, policyVersion])
  if (!row) throw new Error(`station ${stationId} has no policy of version ${policyVersion}`)
  return row.policy
}

const moves = prepare<{ count: number }>(
  db
    .selectFrom('bookings.booking_status_changes')
    .select(sql<number>`count(*)`.as('count'))
    .where('booking_id', '=', parameter<string>(1, 'uuid'))
    .where('previous_starts_at', 'is not', null),
)

/** How often the booking has been moved. */
export async function countMoves(session: Session, bookingId: string): Promise<number> {
  const [row] = await session.run(moves, [bookingId])
  return row?.count ?? 0
}
