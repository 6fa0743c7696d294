import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { declination } from '../model/booking-input.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

export interface DeclineBookingInput extends BookingToChange {
  /** At most 500 characters. */
  reason?: string | null | undefined
}

/** Turns a pending booking down; its time is free again. */
export async function declineBooking(context: UseCaseContext, { reason: given, ...booking }: DeclineBookingInput) {
  const { reason } = parseInput(declination, { reason: given })
  return changeStatus(context, booking, {
    permission: 'bookings:booking:confirm',
    to: 'DECLINED',
    reason,
    event: (payload) => ({ type: 'booking.declined', payload }),
  })
}
