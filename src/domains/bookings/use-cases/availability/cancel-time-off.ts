import type { UseCaseContext } from '#platform/use-case-context.ts'
import { releaseBlocks } from '../../store/availability/time-off-writes.ts'
import { stepTimeOff, type TimeOffToChange } from './step-time-off.ts'

/** Takes time off back, also when it was approved: its time can be booked again. */
export function cancelTimeOff(context: UseCaseContext, wanted: TimeOffToChange) {
  return stepTimeOff(context, wanted, {
    to: 'CANCELLED',
    type: 'time_off.cancelled',
    also: (transaction, timeOff, now) => releaseBlocks(transaction, timeOff, now),
  })
}
