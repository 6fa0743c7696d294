import { parseInput } from '#kernel/validation.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newHold } from '../model/booking-input.ts'
import { holdEnd } from '../model/life-cycle.ts'
import { readOffer } from './availability/offer-tokens.ts'
import { openBooking } from './open-booking.ts'

export interface HoldSlotInput {
  stationId: string
  /** Of a slot of `availability`. */
  offerToken?: string | null | undefined
  /** Finds or makes the customer, and gives the id, in the transaction that makes the booking. */
  bringCustomer?: (transaction: Transaction) => Promise<string>
  /** The fields of `newHold`. */
  fields: object
}

/**
 * Keeps resources of a station for a customer who is still deciding: for as many minutes as are asked for, or as the
 * policy of the station has it.
 */
export async function holdSlot(
  context: UseCaseContext,
  { stationId, offerToken, bringCustomer, fields }: HoldSlotInput,
) {
  const asked = readOffer(context, { stationId, offerToken, fields })
  const { holdMinutes, ...booking } = parseInput(newHold, asked.fields)
  return openBooking(context, {
    stationId,
    offer: asked.offer,
    bringCustomer,
    fields: booking,
    opening: (policy, now) => {
      const holdExpiresAt = holdEnd(now, holdMinutes ?? policy.holdMinutes)
      return {
        status: 'HELD',
        holdExpiresAt,
        event: (payload) => ({
          type: 'booking.held',
          payload: { ...payload, holdExpiresAt: holdExpiresAt.toISOString() },
        }),
      }
    },
  })
}
