import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newBooking } from '../model/booking-input.ts'
import { openBooking } from './open-booking.ts'

export interface CreateBookingInput {
  stationId: string
  /** The fields of `newBooking`. */
  fields: unknown
}

/** Books resources of a station for a customer; the booking then awaits confirmation. */
export async function createBooking(context: UseCaseContext, { stationId, fields }: CreateBookingInput) {
  return openBooking(context, {
    stationId,
    fields: parseInput(newBooking, fields),
    opening: {
      status: 'PENDING',
      holdExpiresAt: null,
      event: (payload) => ({ type: 'booking.created', payload }),
    },
  })
}
