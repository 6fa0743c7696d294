import type { UseCaseContext } from '#platform/use-case-context.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

/** The service begins. */
export function checkIn(context: UseCaseContext, input: BookingToChange) {
  return changeStatus(context, input, {
    permission: 'bookings:booking:operate',
    to: 'SEATED',
    event: (payload) => ({ type: 'booking.checked_in', payload }),
  })
}
