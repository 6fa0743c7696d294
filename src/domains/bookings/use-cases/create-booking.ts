import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newBooking } from '../model/booking-input.ts'
import { readOffer } from './availability/offer-tokens.ts'
import { openBooking } from './open-booking.ts'

export interface CreateBookingInput {
  stationId: string
  /** Of a slot of `availability`. */
  offerToken?: string | null | undefined
  /** The fields of `newBooking`. */
  fields: object
}

/** Books resources of a station for a customer; the booking then awaits confirmation. */
export async function createBooking(context: UseCaseContext, { stationId, offerToken, fields }: CreateBookingInput) {
  const asked = readOffer(context, { stationId, offerToken, fields })
  return openBooking(context, {
    stationId,
    offer: asked.offer,
    fields: parseInput(newBooking, asked.fields),
    opening: () => ({
      status: 'PENDING',
      holdExpiresAt: null,
      event: (payload) => ({ type: 'booking.created', payload }),
    }),
  })
}
