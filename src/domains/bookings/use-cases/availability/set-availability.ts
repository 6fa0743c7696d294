import { parseInput } from '#kernel/validation.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newHours } from '../../model/availability/hours-input.ts'
import { replaceRules, updateResourceRow } from '../../store/availability/resource-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'
import { findResourceToChange, type ResourceToChange } from './find-resource-to-change.ts'

export interface SetAvailabilityInput extends ResourceToChange {
  /** The fields of `newHours`. */
  fields: object
}

/** Replaces the hours of a resource. What it is booked for outside of them stays. */
export async function setAvailability(context: UseCaseContext, { fields, ...wanted }: SetAvailabilityInput) {
  const { viewer, unitOfWork } = context
  const { rules } = parseInput(newHours, fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const resource = await findResourceToChange(context, transaction, wanted, 'bookings:availability:manage')
    const rows = rules.map((rule) => ({ ...rule, id: newId() }))
    await replaceRules(transaction, resource, rows)
    await updateResourceRow(transaction, resource)
    const { id, stationId, version } = resource
    const event = { type: 'resource.hours_set', payload: { rules: rules.length } } as const
    await appendAvailabilityEvent(context, transaction, { id, stationId, version: version + 1 }, event)
  })
  return { resourceId: wanted.resourceId }
}
