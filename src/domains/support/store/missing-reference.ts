import { constraintName } from '#platform/database/failures.ts'

/** What an escalation points to besides its station, by the foreign key that holds it to that same station. */
const references: Readonly<Record<string, 'customer' | 'booking' | 'assignee'>> = {
  escalations_station_id_customer_id_fkey: 'customer',
  escalations_station_id_booking_id_fkey: 'booking',
  escalations_station_id_assigned_to_id_fkey: 'assignee',
}

/** Which of them the station does not have, when that is why a write failed; null for any other error. */
export function missingReference(error: unknown): 'customer' | 'booking' | 'assignee' | null {
  return references[constraintName(error) ?? ''] ?? null
}
