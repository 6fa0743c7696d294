import { NotFoundError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newOverride } from '../../model/availability/hours-input.ts'
import { insertOverride, removeOverrideOf } from '../../store/availability/override-writes.ts'
import { lockResource } from '../../store/availability/resource-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'

export interface SetAvailabilityOverrideInput {
  stationId: string
  /** Null for the whole station. */
  resourceId: string | null
  /** The fields of `newOverride`. */
  fields: object
}

/** Makes a day different, in place of what made it different before. What is booked on it stays. */
export async function setAvailabilityOverride(
  context: UseCaseContext,
  { stationId, resourceId, fields }: SetAvailabilityOverrideInput,
) {
  const { viewer, unitOfWork } = context
  requireAt(viewer, 'bookings:availability:manage', stationId, 'station', ['stationId'])
  const override = parseInput(newOverride, fields)
  const { date } = override
  const id = newId()
  await unitOfWork.run(viewer, async (transaction) => {
    if (resourceId !== null) {
      const resource = await lockResource(transaction, resourceId)
      if (resource?.stationId !== stationId) throw new NotFoundError('resource', ['resourceId'])
    }
    const tell = (overrideId: string, version: number, event: Parameters<typeof appendAvailabilityEvent>[3]) =>
      appendAvailabilityEvent(context, transaction, { id: overrideId, stationId, version }, event)
    const before = await removeOverrideOf(transaction, { stationId, resourceId }, date)
    if (before) await tell(before, 2, { type: 'availability_override.removed', payload: {} })
    await insertOverride(transaction, { ...override, id, stationId, resourceId })
    await tell(id, 1, { type: 'availability_override.set', payload: { resourceId, date } })
  })
  return { overrideId: id }
}
