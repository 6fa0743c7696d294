import { Refusal } from '#kernel/errors.ts'
import type { BookingPrice } from './price-booking.ts'
import type { Suggestion } from './suggest-upsells.ts'

/** How long a price is kept for whoever has asked for it. */
export const QUOTE_MINUTES = 30

/** A price that is kept until a time, under a token. */
export interface Quote {
  stationId: string
  price: BookingPrice
  /** Of the price book. */
  version: number
  token: string
  validUntil: Date
  suggestions: readonly Suggestion[]
}

/** Why a quote's price is not kept. */
export type QuoteChangeReason = 'FORGED' | 'OTHER_STATION' | 'EXPIRED' | 'DIFFERENT'

const messages: Record<QuoteChangeReason, string> = {
  FORGED: 'This is no quote of ours.',
  OTHER_STATION: 'The quote is of another station.',
  EXPIRED: 'The quote is no longer valid.',
  DIFFERENT: 'What is to be booked is not what was quoted.',
}

/** The price that was quoted is not the price of what is to be booked now. */
export class QuoteChangedError extends Refusal {
  readonly code = 'QUOTE_CHANGED'
  readonly reason: QuoteChangeReason
  /** The fields of the input that are not as they were quoted; for DIFFERENT alone. */
  readonly changed: readonly string[]
  /** What was quoted; null when that cannot be told. */
  readonly old: BookingPrice | null
  /** What is asked for now, at the price that it has now. */
  readonly new: Quote

  constructor(
    reason: QuoteChangeReason,
    { changed, old, now }: { changed: readonly string[]; old: BookingPrice | null; now: Quote },
  ) {
    super(messages[reason], ['quoteToken'])
    this.reason = reason
    this.changed = changed
    this.old = old
    this.new = now
  }
}
