import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { TimeOffConflictError } from '../../model/availability/time-off.ts'
import { findFreeParts, findJobsWithin, insertBlocks } from '../../store/availability/time-off-writes.ts'
import { lockExpiredHoldsIn, lockResources } from '../../store/slot-reads.ts'
import { expireHold } from '../expire-holds.ts'
import { stepTimeOff, type TimeOffToChange } from './step-time-off.ts'

export interface ApproveTimeOffInput extends TimeOffToChange {
  /** Approves in spite of bookings in that time; they stay. */
  force: boolean
}

/**
 * Approves time off: from now on nothing is booked into it, because blocks under the constraint of all allocations hold
 * it. Where there are bookings already it is refused, unless it is forced; then the blocks hold what is left.
 */
export function approveTimeOff(context: UseCaseContext, { force, ...wanted }: ApproveTimeOffInput) {
  return stepTimeOff(context, wanted, {
    to: 'APPROVED',
    type: 'time_off.approved',
    also: async (transaction, timeOff, now) => {
      const { session } = transaction
      const { resourceId, startsAt, endsAt } = timeOff
      const slot = { resourceIds: [resourceId], startsAt, endsAt }
      for (const hold of await lockExpiredHoldsIn(session, slot, now)) await expireHold(context, transaction, hold, now)
      await lockResources(session, [resourceId])
      const bookingIds = await findJobsWithin(session, resourceId, timeOff)
      if (bookingIds.length > 0 && !force) throw new TimeOffConflictError(bookingIds)
      const parts = await findFreeParts(session, resourceId, timeOff)
      const ids = parts.map(() => newId())
      await insertBlocks(transaction, { timeOff, ids, parts, createdAt: now })
    },
  })
}
