import { VersionConflictError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf, requireAt } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newPolicy } from '../../model/availability/booking-policy.ts'
import { insertPolicy, lockPolicyVersion } from '../../store/availability/policy-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'

export interface SetBookingPolicyInput {
  stationId: string
  /** 0 where the station has no policy yet. */
  expectedVersion: number
  /** The fields of `newPolicy`. */
  fields: object
}

/** A new version of the station's policy; what was booked and offered under an older one keeps to that. */
export async function setBookingPolicy(
  context: UseCaseContext,
  { stationId, expectedVersion, fields }: SetBookingPolicyInput,
) {
  const { viewer, unitOfWork, clock } = context
  requireAt(viewer, 'bookings:policy:manage', stationId, 'station', ['stationId'])
  const policy = parseInput(newPolicy, fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const current = await lockPolicyVersion(transaction, stationId)
    if (current !== expectedVersion) throw new VersionConflictError('booking policy', expectedVersion, current)
    const version = current + 1
    const id = newId()
    const createdById = actorOf(viewer)
    await insertPolicy(transaction, { ...policy, id, stationId, version, createdById, createdAt: clock.now() })
    // Each version is a row of its own, and so an aggregate of its own.
    const aggregate = { id, stationId, version: 1 }
    await appendAvailabilityEvent(context, transaction, aggregate, { type: 'booking_policy.set', payload: { version } })
  })
  return { stationId }
}
