import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newResource } from '../../model/availability/resource-input.ts'
import { insertNewResource } from '../../store/availability/resource-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'

export interface CreateResourceInput {
  stationId: string
  /** The fields of `newResource`. */
  fields: object
}

/** Adds what a station books out. A chef is a member of the station, and is there once. */
export async function createResource(context: UseCaseContext, { stationId, fields }: CreateResourceInput) {
  const { viewer, unitOfWork, clock } = context
  requireAt(viewer, 'bookings:resource:manage', stationId, 'station', ['stationId'])
  const { userId, ...resource } = parseInput(newResource, fields)
  const id = newId()
  await unitOfWork.run(viewer, async (transaction) => {
    const row = { ...resource, id, stationId, userId: userId ?? null, createdAt: clock.now() }
    await insertNewResource(transaction, row)
    const event = { type: 'resource.created', payload: { kind: resource.kind } } as const
    await appendAvailabilityEvent(context, transaction, { id, stationId, version: 1 }, event)
  })
  return { resourceId: id }
}
