import { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf, requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newWindow } from '../model/booking-input.ts'
import { requireMovable, statusAt } from '../model/life-cycle.ts'
import { requireWithinLimit } from '../model/policy/reschedule-limit.ts'
import { requireFuture, type TimeWindow } from '../model/time-window.ts'
import { findClaimedResources, moveAllocations } from '../store/allocation-writes.ts'
import type { LockedBooking } from '../store/booking-rows.ts'
import { countMoves, findPolicyOf } from '../store/policy/policy-version-reads.ts'
import { releaseLegs } from '../store/travel-leg-writes.ts'
import { type BookingToChange, findBookingToChange } from './find-booking-to-change.ts'
import { refusingOverlaps } from './lock-slot.ts'
import { type Overbooking, parseOverbooking, requireFreeOrOverbook } from './overbook.ts'
import { policyActorOf } from './policy/policy-actor.ts'
import { refitLegs } from './refit-legs.ts'
import { findZone, slotOf } from './slot-of-booking.ts'
import { writeStep } from './write-step.ts'

export type RescheduleBookingInput = BookingToChange &
  TimeWindow & {
    /** Whose wish it is; what a partner moves is always its own wish. */
    by?: 'CUSTOMER' | 'STAFF' | null | undefined
    /** Why the limits of the policy do not count; at most 500 characters. */
    waiverReason?: string | null | undefined
    /** Though its resources are not free then. */
    overbook?: Overbooking | null | undefined
  }

/** Moves a booking with its resources to another time, if that is free and its policy lets it. Prices stay. */
export async function rescheduleBooking(
  context: UseCaseContext,
  { bookingId, expectedVersion, by, overbook, ...fields }: RescheduleBookingInput,
) {
  const { viewer, clock } = context
  const { waiverReason, ...window } = parseInput(newWindow, fields)
  const overbookReason = parseOverbooking({ overbook })
  const wanted = { bookingId, expectedVersion }
  await refusingOverlaps(context, async (transaction, lock) => {
    const at = clock.now()
    const booking = await findBookingToChange(context, transaction, wanted, 'bookings:booking:reschedule')
    const to = booking.status
    requireMovable(statusAt(booking, at))
    requireFuture(window, at)
    requireOtherWindow(booking, window)
    await requireMayMove(context, transaction, booking, { by, waiverReason, at })
    const resourceIds = await findClaimedResources(transaction.session, bookingId)
    const zone = await findZone(context, transaction, booking.stationId)
    const slot = await lock(slotOf(booking, { ...window, resourceIds, zone, now: at }))
    const overbookedIds = requireFreeOrOverbook(viewer, slot, overbookReason)
    await releaseLegs(transaction, { ...window, resourceIds, bookingId, at })
    await moveAllocations(transaction, bookingId, { ...window, at, overbookedIds })
    const { stationId } = booking
    for (const changed of [booking, window]) {
      await refitLegs(context, transaction, { stationId, resourceIds, window: changed, at })
    }
    const previous = {
      previousStartsAt: booking.startsAt.toISOString(),
      previousEndsAt: booking.endsAt.toISOString(),
    }
    await writeStep(context, transaction, booking, {
      to,
      at,
      window,
      policyVersion: slot.availability.policy.version,
      actorId: actorOf(viewer),
      waiverReason,
      overbookReason: overbookedIds.length > 0 ? overbookReason : null,
      event: (payload) => ({ type: 'booking.rescheduled', payload: { ...payload, ...previous } }),
    })
  })
  return { bookingId }
}

interface Wish {
  by: RescheduleBookingInput['by']
  waiverReason: string | null | undefined
  at: Date
}

/** By the policy that the booking was made by; whoever may waive its limits says why. */
async function requireMayMove(
  { viewer }: UseCaseContext,
  { session }: Transaction,
  booking: LockedBooking,
  { by, waiverReason, at }: Wish,
): Promise<void> {
  if (waiverReason != null) return requireAt(viewer, 'bookings:policy:waive', booking.stationId, 'booking')
  const [policy, timesMoved] = await Promise.all([findPolicyOf(session, booking), countMoves(session, booking.id)])
  const { startsAt } = booking
  requireWithinLimit(policy, { actor: policyActorOf(viewer, by), now: at, startsAt, timesMoved })
}

function requireOtherWindow(booking: TimeWindow, { startsAt, endsAt }: TimeWindow): void {
  if (booking.startsAt.getTime() !== startsAt.getTime() || booking.endsAt.getTime() !== endsAt.getTime()) return
  throw new ValidationError([{ path: ['startsAt'], message: 'must not be the time that the booking has already' }])
}
