import type { UseCaseContext } from '#platform/use-case-context.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

/** The customer was not there; the booked time is free again. */
export function markNoShow(context: UseCaseContext, input: BookingToChange) {
  return changeStatus(context, input, {
    permission: 'bookings:booking:operate',
    to: 'NO_SHOW',
    event: (payload) => ({ type: 'booking.no_show', payload }),
  })
}
