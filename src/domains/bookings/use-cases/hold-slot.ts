import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newHold } from '../model/booking-input.ts'
import { holdEnd } from '../model/life-cycle.ts'
import { openBooking } from './open-booking.ts'

export interface HoldSlotInput {
  stationId: string
  /** The fields of `newHold`. */
  fields: unknown
}

/** Keeps resources of a station for a customer who is still deciding: for 15 minutes, or as many as are asked for. */
export async function holdSlot(context: UseCaseContext, { stationId, fields }: HoldSlotInput) {
  const { holdMinutes, ...booking } = parseInput(newHold, fields)
  const holdExpiresAt = holdEnd(context.clock.now(), holdMinutes)
  return openBooking(context, {
    stationId,
    fields: booking,
    opening: {
      status: 'HELD',
      holdExpiresAt,
      event: (payload) => ({
        type: 'booking.held',
        payload: { ...payload, holdExpiresAt: holdExpiresAt.toISOString() },
      }),
    },
  })
}
