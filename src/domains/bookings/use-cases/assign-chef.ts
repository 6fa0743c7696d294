import { ValidationError } from '#kernel/errors.ts'
import { actorOf } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { MAX_RESOURCES } from '../model/booking-input.ts'
import { claimIn, requireAssignable, statusAt } from '../model/life-cycle.ts'
import { SlotTakenError } from '../model/refusals.ts'
import { findClaimedResources, insertAllocations } from '../store/allocation-writes.ts'
import type { LockedBooking } from '../store/booking-rows.ts'
import { findTakenSlot } from '../store/slot-reads.ts'
import { type BookingToChange, findBookingToChange } from './find-booking-to-change.ts'
import { lockSlot, refusingOverlaps, requireResource } from './lock-slot.ts'
import { writeStep } from './write-step.ts'

export interface AssignChefInput extends BookingToChange {
  resourceId: string
}

/** Gives a booking one more chef, if the chef is free for the whole of it. */
export async function assignChef(context: UseCaseContext, { bookingId, expectedVersion, resourceId }: AssignChefInput) {
  const { viewer, clock } = context
  const wanted = { bookingId, expectedVersion }
  const slotOf = ({ startsAt, endsAt }: LockedBooking) => ({ startsAt, endsAt, resourceIds: [resourceId] })
  await refusingOverlaps(
    context,
    async (transaction) => {
      const at = clock.now()
      const booking = await findBookingToChange(context, transaction, wanted, 'bookings:booking:assign')
      const { stationId, status } = booking
      requireAssignable(statusAt(booking, at))
      const assigned = await findClaimedResources(transaction.session, bookingId)
      requireRoom(assigned, resourceId)
      const slot = await lockSlot(context, transaction, slotOf(booking), { now: at, exceptBookingId: bookingId })
      const chef = requireResource(slot, { id: resourceId, stationId, path: ['resourceId'] })
      if (chef.kind !== 'CHEF') throw new ValidationError([{ path: ['resourceId'], message: 'must be a chef' }])
      if (slot.taken) throw new SlotTakenError(slot.taken)
      const claim = { ...slotOf(booking), ...claimIn(status) }
      await insertAllocations(transaction, { ...claim, ids: [newId()], stationId, bookingId, createdAt: at })
      await writeStep(context, transaction, booking, {
        to: status,
        at,
        actorId: actorOf(viewer),
        event: (payload) => ({ type: 'booking.chef_assigned', payload: { ...payload, resourceId } }),
      })
    },
    async (transaction) => {
      const booking = await findBookingToChange(context, transaction, wanted, 'bookings:booking:assign')
      return findTakenSlot(transaction.session, slotOf(booking), bookingId)
    },
  )
  return { bookingId }
}

function requireRoom(assigned: readonly string[], resourceId: string): void {
  const refuse = (message: string) => new ValidationError([{ path: ['resourceId'], message }])
  if (assigned.includes(resourceId)) throw refuse('is already assigned')
  if (assigned.length >= MAX_RESOURCES) throw refuse(`the booking has ${MAX_RESOURCES} resources, the most it can have`)
}
