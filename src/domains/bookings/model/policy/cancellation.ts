import { z } from 'zod'
import {
  type BookingPolicy,
  type CancellationTier,
  type PolicyActor,
  policyActors,
} from '../availability/booking-policy.ts'
import type { BookingStatus } from '../life-cycle.ts'

const HOUR_MS = 3_600_000
/** How long what was quoted is honoured, at most. */
const QUOTE_MINUTES = 15

/** What a booking has that its cancellation depends on. */
export interface Cancellable {
  status: BookingStatus
  startsAt: Date
  /** In the smallest unit of its currency. */
  totalCents: number
}

/** What it costs to call a booking off. */
export interface CancellationTerms {
  /** Null where it costs nothing. */
  tier: Pick<CancellationTier, 'hoursBefore' | 'feePercent'> | null
  feeCents: number
  /** What is left of the total. */
  refundCents: number
}

/**
 * What it costs by the policy: of the tiers of the actor that the time to the start has fallen below, the one nearest to
 * the start. The fee is that part of the total, rounded half up. What the station has not confirmed yet costs nothing.
 */
export function cancellationTerms(
  { cancellationTiers }: Pick<BookingPolicy, 'cancellationTiers'>,
  { status, startsAt, totalCents }: Cancellable,
  { actor, now }: { actor: PolicyActor; now: Date },
): CancellationTerms {
  const hoursLeft = (startsAt.getTime() - now.getTime()) / HOUR_MS
  const reached = cancellationTiers.filter((tier) => tier.actor === actor && hoursLeft < tier.hoursBefore)
  const [nearest] = reached.toSorted((one, other) => one.hoursBefore - other.hoursBefore)
  if (status !== 'CONFIRMED' || !nearest) return { tier: null, feeCents: 0, refundCents: totalCents }
  const { hoursBefore, feePercent } = nearest
  const feeCents = Math.round((totalCents * feePercent) / 100)
  return { tier: { hoursBefore, feePercent }, feeCents, refundCents: totalCents - feeCents }
}

/** What a quote promises, as it is signed. */
export const cancellationQuote = z.strictObject({
  bookingId: z.guid(),
  /** Of the booking: what has changed since may cost something else. */
  version: z.int(),
  actor: z.enum(policyActors),
  tier: z.strictObject({ hoursBefore: z.int(), feePercent: z.int() }).nullable(),
  feeCents: z.int(),
  refundCents: z.int(),
})
export type CancellationQuote = z.infer<typeof cancellationQuote>

export function quoteEnd(quotedAt: Date, { startsAt }: Pick<Cancellable, 'startsAt'>): Date {
  const latest = quotedAt.getTime() + QUOTE_MINUTES * 60_000
  return new Date(startsAt > quotedAt ? Math.min(latest, startsAt.getTime()) : latest)
}
