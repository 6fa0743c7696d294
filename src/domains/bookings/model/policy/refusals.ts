import { Refusal } from '#kernel/errors.ts'
import type { CancellationTerms } from './cancellation.ts'

export interface ExceededLimit {
  maxTimes: number
  timesMoved: number
  /** Until when the booking could be moved. */
  until: Date
}

/** The policy lets the booking be moved no more, or not any more. */
export class RescheduleLimitError extends Refusal {
  readonly code = 'RESCHEDULE_LIMIT'
  readonly maxTimes: number
  readonly timesMoved: number
  readonly until: Date

  constructor({ maxTimes, timesMoved, until }: ExceededLimit) {
    super(
      timesMoved >= maxTimes
        ? `The booking has been moved ${timesMoved} times; it can be moved ${maxTimes} times.`
        : `The booking could be moved until ${until.toISOString()}.`,
      ['startsAt'],
    )
    this.maxTimes = maxTimes
    this.timesMoved = timesMoved
    this.until = until
  }
}

/** What was quoted does not stand; it costs what it costs now. */
export class CancellationChangedError extends Refusal {
  readonly code = 'CANCELLATION_CHANGED'
  /** Null for what is no quote of this booking. */
  readonly quoted: CancellationTerms | null
  readonly current: CancellationTerms
  readonly currency: string

  constructor(quoted: CancellationTerms | null, current: CancellationTerms, currency: string) {
    super('The quote does not stand any more: look at what it costs now.', ['token'])
    this.quoted = quoted
    this.current = current
    this.currency = currency
  }
}
