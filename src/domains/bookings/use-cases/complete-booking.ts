import type { UseCaseContext } from '#platform/use-case-context.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

/** The service is over; what is left of the booked time is free again. */
export function completeBooking(context: UseCaseContext, input: BookingToChange) {
  return changeStatus(context, input, {
    permission: 'bookings:booking:operate',
    to: 'COMPLETED',
    event: (payload) => ({ type: 'booking.completed', payload }),
  })
}
