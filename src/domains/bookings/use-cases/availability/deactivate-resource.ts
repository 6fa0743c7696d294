import { InvalidTransitionError } from '#kernel/errors.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { updateResourceRow } from '../../store/availability/resource-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'
import { findResourceToChange, type ResourceToChange } from './find-resource-to-change.ts'

/** Retires a resource: nobody can book it any more. What it is booked for stays. */
export async function deactivateResource(context: UseCaseContext, wanted: ResourceToChange) {
  const { viewer, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const resource = await findResourceToChange(context, transaction, wanted, 'bookings:resource:manage')
    if (!resource.isActive) throw new InvalidTransitionError('resource', 'INACTIVE', 'INACTIVE')
    await updateResourceRow(transaction, resource, { isActive: false })
    const { id, stationId, version } = resource
    const event = { type: 'resource.deactivated', payload: {} } as const
    await appendAvailabilityEvent(context, transaction, { id, stationId, version: version + 1 }, event)
  })
  return { resourceId: wanted.resourceId }
}
