import { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { resourceChanges } from '../../model/availability/resource-input.ts'
import { updateResourceRow } from '../../store/availability/resource-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'
import { findResourceToChange, type ResourceToChange } from './find-resource-to-change.ts'

export interface UpdateResourceInput extends ResourceToChange {
  /** The fields of `resourceChanges`. */
  fields: object
}

/** Changes what is given of a resource, if nobody did since that version. */
export async function updateResource(context: UseCaseContext, { fields, ...wanted }: UpdateResourceInput) {
  const { viewer, unitOfWork } = context
  const changes = parseInput(resourceChanges, fields)
  const changed = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (changed.length === 0) throw new ValidationError([{ path: [], message: 'must change something' }])
  await unitOfWork.run(viewer, async (transaction) => {
    const resource = await findResourceToChange(context, transaction, wanted, 'bookings:resource:manage')
    await updateResourceRow(transaction, resource, changes as Parameters<typeof updateResourceRow>[2])
    const { id, stationId, version } = resource
    const event = { type: 'resource.updated', payload: { changed } } as const
    await appendAvailabilityEvent(context, transaction, { id, stationId, version: version + 1 }, event)
  })
  return { resourceId: wanted.resourceId }
}
