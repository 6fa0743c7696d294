import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { absence } from '../model/booking-input.ts'
import { changeStatus } from './change-status.ts'
import type { BookingToChange } from './find-booking-to-change.ts'

export interface MarkNoShowInput extends BookingToChange {
  /** Who was not there. */
  by: 'CUSTOMER' | 'PROVIDER'
  /** At most 500 characters. */
  reason?: string | null | undefined
}

/** Somebody was not there, so there was no service; the booked time is free again. */
export async function markNoShow(context: UseCaseContext, { by, reason: given, ...booking }: MarkNoShowInput) {
  const { by: noShowBy, reason } = parseInput(absence, { by, reason: given })
  return changeStatus(context, booking, {
    permission: 'bookings:booking:operate',
    to: 'NO_SHOW',
    reason,
    noShowBy,
    event: (payload) => ({ type: 'booking.no_show', payload: { ...payload, noShowBy } }),
  })
}
