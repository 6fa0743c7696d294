import { ValidationError } from '#kernel/errors.ts'
import { actorOf } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { requireAssignable, statusAt } from '../model/life-cycle.ts'
import { findClaimedResources, releaseAllocation } from '../store/allocation-writes.ts'
import { lockResources } from '../store/slot-reads.ts'
import type { AssignChefInput } from './assign-chef.ts'
import { findBookingToChange } from './find-booking-to-change.ts'
import { refitLegs } from './refit-legs.ts'
import { writeStep } from './write-step.ts'

/** Takes a chef off a booking before the service runs; the chef's time is free again. */
export async function unassignChef(
  context: UseCaseContext,
  { bookingId, expectedVersion, resourceId }: AssignChefInput,
): Promise<{ bookingId: string }> {
  const { viewer, clock, unitOfWork } = context
  const refuse = (message: string) => new ValidationError([{ path: ['resourceId'], message }])
  await unitOfWork.run(viewer, async (transaction) => {
    const at = clock.now()
    const wanted = { bookingId, expectedVersion }
    const booking = await findBookingToChange(context, transaction, wanted, 'bookings:booking:assign')
    requireAssignable(statusAt(booking, at))
    const assigned = await findClaimedResources(transaction.session, bookingId)
    if (!assigned.includes(resourceId)) throw refuse('is not assigned')
    const [resource] = await lockResources(transaction.session, [resourceId])
    if (resource?.kind !== 'CHEF') throw refuse('must be a chef')
    await releaseAllocation(transaction, { bookingId, resourceId, at })
    const { stationId } = booking
    await refitLegs(context, transaction, { stationId, resourceIds: [resourceId], window: booking, at })
    await writeStep(context, transaction, booking, {
      to: booking.status,
      at,
      actorId: actorOf(viewer),
      event: (payload) => ({ type: 'booking.chef_unassigned', payload: { ...payload, resourceId } }),
    })
  })
  return { bookingId }
}
