import { ValidationError } from '#kernel/errors.ts'
import { actorOf } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { MAX_RESOURCES } from '../model/booking-input.ts'
import { claimIn, requireAssignable, statusAt } from '../model/life-cycle.ts'
import { findClaimedResources, insertAllocations } from '../store/allocation-writes.ts'
import { findSkillsOf } from '../store/menu-reads.ts'
import { writeLegs } from '../store/travel-leg-writes.ts'
import { type BookingToChange, findBookingToChange } from './find-booking-to-change.ts'
import { legsOfSlot } from './legs-of-slot.ts'
import { refusingOverlaps, requireResource } from './lock-slot.ts'
import { type Overbooking, parseOverbooking, requireFreeOrOverbook } from './overbook.ts'
import { findZone, slotOf } from './slot-of-booking.ts'
import { writeStep } from './write-step.ts'

export interface AssignChefInput extends BookingToChange {
  resourceId: string
}

export interface AssignChefWish extends AssignChefInput {
  /** Though the chef is not free. */
  overbook?: Overbooking | null | undefined
}

/** Gives a booking one more chef, if the chef is free for the whole of it, and good at what was ordered. */
export async function assignChef(context: UseCaseContext, wish: AssignChefWish) {
  const { viewer, clock } = context
  const { bookingId, expectedVersion, resourceId } = wish
  const overbookReason = parseOverbooking({ overbook: wish.overbook })
  const wanted = { bookingId, expectedVersion }
  await refusingOverlaps(context, async (transaction, lock) => {
    const at = clock.now()
    const booking = await findBookingToChange(context, transaction, wanted, 'bookings:booking:assign')
    const { stationId, status, startsAt, endsAt } = booking
    requireAssignable(statusAt(booking, at))
    const assigned = await findClaimedResources(transaction.session, bookingId)
    requireRoom(assigned, resourceId)
    const zone = await findZone(context, transaction, stationId)
    const skills = await findSkillsOf(transaction.session, bookingId)
    const request = slotOf(booking, { resourceIds: [resourceId], zone, now: at, skills })
    const slot = await lock(request)
    const chef = requireResource(slot, { id: resourceId, stationId, path: ['resourceId'] })
    if (chef.kind !== 'CHEF') throw new ValidationError([{ path: ['resourceId'], message: 'must be a chef' }])
    // The booking is made: that it was made late, or on a full day, is nothing against the chef.
    const reasons = slot.reasons.filter((reason) => reason.resourceId !== null)
    const overbookedIds = requireFreeOrOverbook(viewer, { request, reasons }, overbookReason)
    const claim = { resourceIds: [resourceId], startsAt, endsAt, ...claimIn(status) }
    const legs = legsOfSlot(slot, { ...claim, bookingId, overbookedIds })
    await writeLegs(transaction, { stationId, legs, at })
    await insertAllocations(transaction, {
      ...claim,
      ids: [newId()],
      stationId,
      bookingId,
      overbookedIds,
      createdAt: at,
    })
    await writeStep(context, transaction, booking, {
      to: status,
      at,
      actorId: actorOf(viewer),
      overbookReason: overbookedIds.length > 0 ? overbookReason : null,
      event: (payload) => ({ type: 'booking.chef_assigned', payload: { ...payload, resourceId } }),
    })
  })
  return { bookingId }
}

function requireRoom(assigned: readonly string[], resourceId: string): void {
  const refuse = (message: string) => new ValidationError([{ path: ['resourceId'], message }])
  if (assigned.includes(resourceId)) throw refuse('is already assigned')
  if (assigned.length >= MAX_RESOURCES) throw refuse(`the booking has ${MAX_RESOURCES} resources, the most it can have`)
}
