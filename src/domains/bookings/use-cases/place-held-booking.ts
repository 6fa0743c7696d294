import type { UseCaseContext } from '#platform/use-case-context.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

/** Makes a booking of a hold that has not run out; now it awaits confirmation. */
export function placeHeldBooking(context: UseCaseContext, input: BookingToChange) {
  return changeStatus(context, input, {
    permission: 'bookings:booking:create',
    to: 'PENDING',
    event: (payload) => ({ type: 'booking.placed', payload }),
  })
}
