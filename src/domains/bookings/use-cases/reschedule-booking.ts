import { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newWindow } from '../model/booking-input.ts'
import { requireMovable, statusAt } from '../model/life-cycle.ts'
import { requireFuture, type TimeWindow } from '../model/time-window.ts'
import { findClaimedResources, moveAllocations } from '../store/allocation-writes.ts'
import { type BookingToChange, findBookingToChange } from './find-booking-to-change.ts'
import { refusingOverlaps, requireFree } from './lock-slot.ts'
import { findZone, slotOf } from './slot-of-booking.ts'
import { writeStep } from './write-step.ts'

export type RescheduleBookingInput = BookingToChange & TimeWindow

/** Moves a booking with its resources to another time, if that is free. Prices stay as they were booked. */
export async function rescheduleBooking(
  context: UseCaseContext,
  { bookingId, expectedVersion, ...fields }: RescheduleBookingInput,
) {
  const { viewer, clock } = context
  const window = parseInput(newWindow, fields)
  const wanted = { bookingId, expectedVersion }
  await refusingOverlaps(context, async (transaction, lock) => {
    const at = clock.now()
    const booking = await findBookingToChange(context, transaction, wanted, 'bookings:booking:reschedule')
    const to = booking.status
    requireMovable(statusAt(booking, at))
    requireFuture(window, at)
    requireOtherWindow(booking, window)
    const resourceIds = await findClaimedResources(transaction.session, bookingId)
    const zone = await findZone(context, transaction, booking.stationId)
    const slot = await lock(slotOf(booking, { ...window, resourceIds, zone, now: at }))
    requireFree(slot)
    await moveAllocations(transaction, bookingId, { ...window, at })
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
      event: (payload) => ({ type: 'booking.rescheduled', payload: { ...payload, ...previous } }),
    })
  })
  return { bookingId }
}

function requireOtherWindow(booking: TimeWindow, { startsAt, endsAt }: TimeWindow): void {
  if (booking.startsAt.getTime() !== startsAt.getTime() || booking.endsAt.getTime() !== endsAt.getTime()) return
  throw new ValidationError([{ path: ['startsAt'], message: 'must not be the time that the booking has already' }])
}
