import type { UseCaseContext } from '#platform/use-case-context.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

/** Promises a pending booking to its customer. */
export function confirmBooking(context: UseCaseContext, input: BookingToChange) {
  return changeStatus(context, input, {
    permission: 'bookings:booking:confirm',
    to: 'CONFIRMED',
    event: (payload) => ({ type: 'booking.confirmed', payload }),
  })
}
