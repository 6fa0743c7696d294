import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { cancellation } from '../model/booking-input.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

export interface CancelBookingInput extends BookingToChange {
  /** Who called it off; what a partner calls off is always its own wish. */
  by?: 'CUSTOMER' | 'STAFF' | null | undefined
  /** At most 500 characters. */
  reason?: string | null | undefined
}

/** Calls a booking off before anybody is on the way; its time is free again. */
export async function cancelBooking(
  context: UseCaseContext,
  { bookingId, expectedVersion, by, ...fields }: CancelBookingInput,
) {
  const asked = context.viewer.kind === 'partner' ? 'PARTNER' : by
  const { by: cancelledBy, reason } = parseInput(cancellation, { by: asked, ...fields })
  return changeStatus(
    context,
    { bookingId, expectedVersion },
    {
      permission: 'bookings:booking:cancel',
      to: 'CANCELLED',
      reason,
      cancelledBy,
      event: (payload) => ({ type: 'booking.cancelled', payload: { ...payload, cancelledBy } }),
    },
  )
}
