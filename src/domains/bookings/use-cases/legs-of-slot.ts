import { legsOfNewJob, type Way } from '../model/availability/legs.ts'
import type { AllocationStatus } from '../model/life-cycle.ts'
import type { ResourceLeg } from '../store/travel-leg-writes.ts'
import type { LockedSlot } from './lock-slot.ts'

interface Claim {
  bookingId: string
  resourceIds: readonly string[]
  /** Of its allocations. */
  status: AllocationStatus
  /** Those of the resources that are not free, and given away all the same. */
  overbookedIds: readonly string[]
}

/** The ways that change when these resources do one more job, as it follows from what the slot was judged by. */
export function legsOfSlot(
  { request, availability }: Pick<LockedSlot, 'request' | 'availability'>,
  { bookingId, resourceIds, status, overbookedIds }: Claim,
): ResourceLeg[] {
  const { resources, policy, travelTimes } = availability
  const way: Way = (from, to) => travelTimes.minutesBetween(from, to, policy.travelSpeedKmh)
  const job = {
    cause: status === 'HELD' ? ('HELD' as const) : ('BOOKED' as const),
    bookingId,
    from: request.startsAt.getTime(),
    to: request.endsAt.getTime(),
    place: request.task.venue,
  }
  return resources
    .filter(({ id }) => resourceIds.includes(id))
    .flatMap((resource) => {
      const { id: resourceId } = resource
      const isOverbooked = overbookedIds.includes(resourceId)
      return legsOfNewJob(resource, { ...job, isOverbooked }, way).map((leg) => ({ ...leg, resourceId }))
    })
}
