import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import { actorOf, requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { TimeOffEvent, TimeOffPayload } from '../../events.ts'
import { requireTimeOffStep, type TimeOffStatus } from '../../model/availability/time-off.ts'
import type { TimeWindow } from '../../model/time-window.ts'
import { type LockedTimeOff, lockTimeOff, updateTimeOff } from '../../store/availability/time-off-writes.ts'
import { appendAvailabilityEvent } from './append-availability-event.ts'

export interface TimeOffToChange {
  timeOffId: string
  expectedVersion: number
}

interface TimeOffStep {
  to: Exclude<TimeOffStatus, 'REQUESTED'>
  type: TimeOffEvent['type']
  /** What else happens; after the step is written. */
  also?: (transaction: Transaction, timeOff: LockedTimeOff, now: Date) => Promise<void>
}

/** Takes a time off one step further. It is decided on by those who may; its own person can take it back. */
export async function stepTimeOff(
  context: UseCaseContext,
  { timeOffId, expectedVersion }: TimeOffToChange,
  { to, type, also }: TimeOffStep,
): Promise<{ timeOffId: string }> {
  const { viewer, unitOfWork, clock } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const now = clock.now()
    const timeOff = await lockTimeOff(transaction, timeOffId)
    if (!timeOff) throw new NotFoundError('time off', ['timeOffId'])
    const { id, stationId, status, version, resource } = timeOff
    const isOwn = resource.userId !== null && resource.userId === actorOf(viewer)
    if (to === 'CANCELLED' && isOwn) requireAt(viewer, 'bookings:timeoff:request', stationId, 'time off', ['timeOffId'])
    else requireAt(viewer, 'bookings:timeoff:approve', stationId, 'time off', ['timeOffId'])
    if (version !== expectedVersion) throw new VersionConflictError('time off', expectedVersion, version)
    requireTimeOffStep(status, to)
    const decision = to === 'CANCELLED' ? {} : { decidedById: actorOf(viewer), decidedAt: now }
    await updateTimeOff(transaction, timeOff, { ...decision, status: to, updatedAt: now })
    await also?.(transaction, timeOff, now)
    const event = { type, payload: toPayload(timeOff) } as TimeOffEvent
    await appendAvailabilityEvent(context, transaction, { id, stationId, version: version + 1 }, event)
  })
  return { timeOffId }
}

export function toPayload({ resourceId, startsAt, endsAt }: TimeWindow & { resourceId: string }): TimeOffPayload {
  return { resourceId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
}
