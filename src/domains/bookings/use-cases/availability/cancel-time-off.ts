import type { UseCaseContext } from '#platform/use-case-context.ts'
import { releaseBlocks } from '../../store/availability/time-off-writes.ts'
import { lockResources } from '../../store/slot-reads.ts'
import { refitLegs } from '../refit-legs.ts'
import { stepTimeOff, type TimeOffToChange } from './step-time-off.ts'

/** Takes time off back, also when it was approved: its time can be booked again. */
export function cancelTimeOff(context: UseCaseContext, wanted: TimeOffToChange) {
  return stepTimeOff(context, wanted, {
    to: 'CANCELLED',
    type: 'time_off.cancelled',
    also: async (transaction, timeOff, now) => {
      if (timeOff.status !== 'APPROVED') return
      const { stationId, resourceId } = timeOff
      await lockResources(transaction.session, [resourceId])
      await releaseBlocks(transaction, timeOff, now)
      await refitLegs(context, transaction, { stationId, resourceIds: [resourceId], window: timeOff, at: now })
    },
  })
}
