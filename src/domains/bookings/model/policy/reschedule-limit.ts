import type { BookingPolicy, PolicyActor } from '../availability/booking-policy.ts'
import { RescheduleLimitError } from './refusals.ts'

const HOUR_MS = 3_600_000

interface Move {
  actor: PolicyActor
  now: Date
  startsAt: Date
  /** How often the booking has been moved already, by whomever. */
  timesMoved: number
}

/** Refuses one move more than the policy gives to the actor, and one later before the start. */
export function requireWithinLimit(
  { rescheduleLimits }: Pick<BookingPolicy, 'rescheduleLimits'>,
  { actor, now, startsAt, timesMoved }: Move,
): void {
  const limit = rescheduleLimits.find((candidate) => candidate.actor === actor)
  if (!limit) return
  const until = new Date(startsAt.getTime() - limit.hoursBefore * HOUR_MS)
  if (timesMoved >= limit.maxTimes || now > until) throw new RescheduleLimitError({ ...limit, timesMoved, until })
}
