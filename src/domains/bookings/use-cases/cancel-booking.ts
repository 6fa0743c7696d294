import { parseInput } from '#kernel/validation.ts'
import { actorOf, atDesk, requireAt } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { cancellation } from '../model/booking-input.ts'
import { requireTransition, statusAt } from '../model/life-cycle.ts'
import { findPolicyOf } from '../store/policy/policy-version-reads.ts'
import { type BookingToChange, findBookingToChange } from './find-booking-to-change.ts'
import { termsOfCancellation } from './policy/cancellation-tokens.ts'
import { writeStep } from './write-step.ts'

export interface CancelBookingInput extends BookingToChange {
  /** Who called it off; what a partner calls off is always its own wish. */
  by?: 'CUSTOMER' | 'STAFF' | null | undefined
  /** At most 500 characters. */
  reason?: string | null | undefined
  /** Of a quote: what it costs then is what was quoted. */
  token?: string | null | undefined
  /** Why it costs nothing, whatever the policy says; at most 500 characters. */
  waiverReason?: string | null | undefined
}

/** Calls a booking off before anybody is on the way, at what the policy says that costs; its time is free again. */
export async function cancelBooking(context: UseCaseContext, { by, token, ...input }: CancelBookingInput) {
  const { viewer, clock, unitOfWork, signedTokens } = context
  const { reason: givenReason, waiverReason: givenWaiver, ...wanted } = input
  const asked = viewer.kind === 'partner' ? 'PARTNER' : by
  const fields = { by: asked, reason: givenReason, waiverReason: givenWaiver }
  const { by: cancelledBy, reason, waiverReason } = parseInput(cancellation, fields)
  await unitOfWork.run(atDesk(viewer), async (transaction) => {
    const at = clock.now()
    const booking = await findBookingToChange(context, transaction, wanted, 'bookings:booking:cancel')
    if (waiverReason != null) requireAt(viewer, 'bookings:policy:waive', booking.stationId, 'booking')
    requireTransition(statusAt(booking, at), 'CANCELLED', booking.kind)
    const policy = await findPolicyOf(transaction.session, booking)
    const wish = { actor: cancelledBy, now: at, token }
    const terms = termsOfCancellation(signedTokens, policy, booking, wish)
    const feeCents = waiverReason == null ? terms.feeCents : 0
    await writeStep(context, transaction, booking, {
      to: 'CANCELLED',
      at,
      actorId: actorOf(viewer),
      reason,
      waiverReason,
      cancelledBy,
      feeCents,
      event: (payload) => ({ type: 'booking.cancelled', payload: { ...payload, cancelledBy, feeCents } }),
    })
  })
  return { bookingId: wanted.bookingId }
}
