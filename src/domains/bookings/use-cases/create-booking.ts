import { parseInput } from '#kernel/validation.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newBooking } from '../model/booking-input.ts'
import { readOffer } from './availability/offer-tokens.ts'
import { openBooking } from './open-booking.ts'
import { type Overbooking, parseOverbooking } from './overbook.ts'

export interface CreateBookingInput {
  stationId: string
  /** Of a slot of `availability`. */
  offerToken?: string | null | undefined
  /** Though the resources are not free. */
  overbook?: Overbooking | null | undefined
  /** Finds or makes the customer, and gives the id, in the transaction that makes the booking. */
  bringCustomer?: (transaction: Transaction) => Promise<string>
  /** The fields of `newBooking`. */
  fields: object
}

/** Books resources of a station for a customer; the booking then awaits confirmation. */
export async function createBooking(
  context: UseCaseContext,
  { stationId, offerToken, bringCustomer, overbook, fields }: CreateBookingInput,
) {
  const asked = readOffer(context, { stationId, offerToken, fields })
  return openBooking(context, {
    stationId,
    offer: asked.offer,
    bringCustomer,
    overbookReason: parseOverbooking({ overbook }),
    fields: parseInput(newBooking, asked.fields),
    opening: () => ({
      status: 'PENDING',
      holdExpiresAt: null,
      event: (payload) => ({ type: 'booking.created', payload }),
    }),
  })
}
