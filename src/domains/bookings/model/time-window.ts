import { type InputIssue, ValidationError } from '#kernel/errors.ts'

/** A stretch of time, half open: whatever begins at `endsAt` does not touch it. */
export interface TimeWindow {
  startsAt: Date
  endsAt: Date
}

const HOUR_MS = 3_600_000
const MAX_HOURS = 7 * 24

/** What is wrong with the window in itself; empty when nothing is. */
export function windowIssues({ startsAt, endsAt }: TimeWindow): InputIssue[] {
  const length = endsAt.getTime() - startsAt.getTime()
  if (length <= 0) return [{ path: ['endsAt'], message: 'must be after startsAt' }]
  if (length > MAX_HOURS * HOUR_MS) return [{ path: ['endsAt'], message: 'must be within 7 days of startsAt' }]
  return []
}

export function requireFuture({ startsAt }: TimeWindow, now: Date): void {
  if (startsAt <= now) throw new ValidationError([{ path: ['startsAt'], message: 'must lie in the future' }])
}

/** How many hours the window has begun: an hour and a minute are two. */
export function hoursBegun({ startsAt, endsAt }: TimeWindow): number {
  return Math.ceil((endsAt.getTime() - startsAt.getTime()) / HOUR_MS)
}
