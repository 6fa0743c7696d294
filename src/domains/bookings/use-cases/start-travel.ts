import type { UseCaseContext } from '#platform/use-case-context.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

/** Somebody is on the way; from now on the booking is neither moved nor cancelled. */
export function startTravel(context: UseCaseContext, input: BookingToChange) {
  return changeStatus(context, input, {
    permission: 'bookings:booking:operate',
    to: 'EN_ROUTE',
    event: (payload) => ({ type: 'booking.travel_started', payload }),
  })
}
