import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { TimeOffConflictError } from '../../model/availability/time-off.ts'
import { findFreeParts, findJobsWithin, insertBlocks } from '../../store/availability/time-off-writes.ts'
import { lockExpiredHoldsIn, lockResources } from '../../store/slot-reads.ts'
import { releaseLegs } from '../../store/travel-leg-writes.ts'
import { writeOffHolds } from '../expire-holds.ts'
import { refitLegs } from '../refit-legs.ts'
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
      const { stationId, resourceId, startsAt, endsAt } = timeOff
      const resourceIds = [resourceId]
      const slot = { resourceIds, startsAt, endsAt }
      const holds = await lockExpiredHoldsIn(session, slot, now)
      await writeOffHolds(context, transaction, { holds, now, resourceIds })
      await lockResources(session, resourceIds)
      const bookingIds = await findJobsWithin(session, resourceId, timeOff)
      if (bookingIds.length > 0 && !force) throw new TimeOffConflictError(bookingIds)
      await releaseLegs(transaction, { ...slot, bookingId: null, at: now })
      const parts = await findFreeParts(session, resourceId, timeOff)
      const ids = parts.map(() => newId())
      await insertBlocks(transaction, { timeOff, ids, parts, createdAt: now })
      await refitLegs(context, transaction, { stationId, resourceIds, window: timeOff, at: now })
    },
  })
}
