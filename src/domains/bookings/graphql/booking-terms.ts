import type { Context } from '#graphql/context.ts'
import { bookingTermsById } from '../store/booking-reads.ts'
import type { BookingTermsRow } from '../store/booking-rows.ts'

/** What a booking that this operation has read was agreed by; those of many bookings are read by one statement. */
export async function termsOf({ id }: { id: string }, { reads }: Pick<Context, 'reads'>): Promise<BookingTermsRow> {
  const terms = await reads.load(bookingTermsById, id)
  if (!terms) throw new Error(`booking ${id} is gone within the operation that has read it`)
  return terms
}
