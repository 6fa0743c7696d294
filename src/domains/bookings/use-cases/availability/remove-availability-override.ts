import { NotFoundError } from '#kernel/errors.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { deleteOverride, lockOverride } from '../../store/availability/override-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'

/** Makes a day like any other again. */
export async function removeAvailabilityOverride(context: UseCaseContext, { overrideId }: { overrideId: string }) {
  const { viewer, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const override = await lockOverride(transaction, overrideId)
    if (!override) throw new NotFoundError('availability override', ['overrideId'])
    const { id, stationId } = override
    requireAt(viewer, 'bookings:availability:manage', stationId, 'availability override', ['overrideId'])
    await deleteOverride(transaction, id)
    const event = { type: 'availability_override.removed', payload: {} } as const
    await appendAvailabilityEvent(context, transaction, { id, stationId, version: 2 }, event)
  })
  return { removed: true }
}
