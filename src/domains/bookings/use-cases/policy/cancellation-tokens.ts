import type { SignedTokens, TokenSort } from '#platform/crypto/signed-tokens.ts'
import type { BookingPolicy, PolicyActor } from '../../model/availability/booking-policy.ts'
import {
  type Cancellable,
  type CancellationQuote,
  type CancellationTerms,
  cancellationQuote,
  cancellationTerms,
  quoteEnd,
} from '../../model/policy/cancellation.ts'
import { CancellationChangedError } from '../../model/policy/refusals.ts'

const quotes: TokenSort<CancellationQuote> = { purpose: 'cancellation/1', content: cancellationQuote }

interface QuotedBooking extends Cancellable {
  id: string
  version: number
  currency: string
}

interface Wish {
  actor: PolicyActor
  now: Date
}

/** What it costs to call the booking off, with a promise of it that is good until `validUntil`. */
export function quoteCancellation(tokens: SignedTokens, policy: BookingPolicy, booking: QuotedBooking, wish: Wish) {
  const terms = cancellationTerms(policy, booking, wish)
  const validUntil = quoteEnd(wish.now, booking)
  const quote = { ...terms, bookingId: booking.id, version: booking.version, actor: wish.actor }
  return { ...terms, currency: booking.currency, validUntil, token: tokens.sign(quotes, quote, validUntil) }
}

/** What it costs now; or what was quoted, while that is good. Refuses a quote that does not stand. */
export function termsOfCancellation(
  tokens: SignedTokens,
  policy: BookingPolicy,
  booking: QuotedBooking,
  { token, ...wish }: Wish & { token: string | null | undefined },
): CancellationTerms {
  const current = cancellationTerms(policy, booking, wish)
  if (token == null) return current
  const read = tokens.read(quotes, token, wish.now)
  const quoted = read.state !== 'FORGED' && read.content.bookingId === booking.id ? read.content : null
  const stands = read.state === 'VALID' && quoted?.version === booking.version && quoted.actor === wish.actor
  if (!quoted || !stands) throw new CancellationChangedError(quoted, current, booking.currency)
  return quoted
}
