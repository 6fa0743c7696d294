import { ForbiddenError, NotFoundError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf, holdsAt, requireAt } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newTimeOff } from '../../model/availability/time-off.ts'
import { lockResource } from '../../store/availability/resource-writes.ts'
import { insertTimeOff } from '../../store/availability/time-off-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'
import { toPayload } from './step-time-off.ts'

export interface RequestTimeOffInput {
  resourceId: string
  /** The fields of `newTimeOff`. */
  fields: object
}

/** Asks for time off: for oneself, or for anybody where one decides on it. It blocks nothing until it is approved. */
export async function requestTimeOff(context: UseCaseContext, { resourceId, fields }: RequestTimeOffInput) {
  const { viewer, unitOfWork, clock } = context
  const wanted = parseInput(newTimeOff, fields)
  const id = newId()
  await unitOfWork.run(viewer, async (transaction) => {
    const resource = await lockResource(transaction, resourceId)
    if (!resource?.isActive) throw new NotFoundError('resource', ['resourceId'])
    const { stationId, userId } = resource
    requireAt(viewer, 'bookings:timeoff:request', stationId, 'resource', ['resourceId'])
    const isOwn = userId !== null && userId === actorOf(viewer)
    if (!isOwn && !holdsAt(viewer, 'bookings:timeoff:approve', stationId)) {
      throw new ForbiddenError('bookings:timeoff:approve')
    }
    await insertTimeOff(transaction, {
      ...wanted,
      id,
      stationId,
      resourceId,
      requestedById: actorOf(viewer),
      createdAt: clock.now(),
    })
    const event = { type: 'time_off.requested', payload: toPayload({ ...wanted, resourceId }) } as const
    await appendAvailabilityEvent(context, transaction, { id, stationId, version: 1 }, event)
  })
  return { timeOffId: id }
}
