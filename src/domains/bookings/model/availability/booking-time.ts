import { type InputIssue, ValidationError } from '#kernel/errors.ts'
import type { NewBooking } from '../booking-input.ts'
import { type TimeWindow, windowIssues } from '../time-window.ts'
import { MINUTE_MS } from './calendar.ts'

/** A booking whose window is known. */
export type TimedBooking = Omit<NewBooking, keyof TimeWindow> & TimeWindow

/** So long ago somebody may have come in who is written down now. */
const WALK_IN_MINUTES = 5

/**
 * When the booking is. Somebody who walks in begins now, or has done so within the last minutes. An end that is not
 * given follows from how long the items take.
 */
export function timeBooking(
  wanted: NewBooking,
  items: readonly { durationMinutes: number | null }[],
  now: Date,
): { fields: TimedBooking; isWalkIn: boolean } {
  const walksIn = wanted.source === 'WALK_IN' && wanted.kind === 'APPOINTMENT'
  const startsAt = wanted.startsAt ?? (walksIn ? now : null)
  if (!startsAt) throw refused({ path: ['startsAt'], message: 'must be given' })
  const minutesAgo = (now.getTime() - startsAt.getTime()) / MINUTE_MS
  const isWalkIn = walksIn && minutesAgo >= 0 && minutesAgo <= WALK_IN_MINUTES
  const endsAt = wanted.endsAt ?? new Date(startsAt.getTime() + requireDuration(items) * MINUTE_MS)
  const [wrong] = windowIssues({ startsAt, endsAt })
  if (wrong) throw refused(wrong)
  return { fields: { ...wanted, startsAt, endsAt }, isWalkIn }
}

function requireDuration(items: readonly { durationMinutes: number | null }[]): number {
  const minutes = items.reduce((sum, { durationMinutes }) => sum + (durationMinutes ?? 0), 0)
  if (minutes === 0) throw refused({ path: ['endsAt'], message: 'must be given: no item says how long it takes' })
  return minutes
}

function refused(issue: InputIssue): ValidationError {
  return new ValidationError([issue])
}
