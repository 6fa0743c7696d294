import type { UseCaseContext } from '#platform/use-case-context.ts'
import { stepTimeOff, type TimeOffToChange } from './step-time-off.ts'

/** Turns a request for time off down. */
export function declineTimeOff(context: UseCaseContext, wanted: TimeOffToChange) {
  return stepTimeOff(context, wanted, { to: 'DECLINED', type: 'time_off.declined' })
}
