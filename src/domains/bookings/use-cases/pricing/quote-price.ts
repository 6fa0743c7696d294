import { NotFoundError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Session } from '#platform/database/rows.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { type QuoteWish, quoteWish } from '../../model/booking-input.ts'
import type { Wish } from '../../model/pricing/price-rules.ts'
import type { Quote } from '../../model/pricing/quote.ts'
import { requireFuture } from '../../model/time-window.ts'
import { type Pricing, quoteWishNow } from './price-wish.ts'

export interface QuotePriceInput {
  stationId: string
  /** The fields of `quoteWish`. */
  fields: unknown
}

/** What something would cost at a station, kept for a while. Writes nothing. Needs the permission to see the menu. */
export async function quotePrice(
  context: Pricing & Pick<UseCaseContext, 'viewer' | 'clock' | 'stations'>,
  session: Session,
  { stationId, fields }: QuotePriceInput,
): Promise<Quote> {
  requireAt(context.viewer, 'bookings:menu:read', stationId, 'station', ['stationId'])
  const wanted = parseInput(quoteWish, fields)
  const now = context.clock.now()
  requireFuture(wanted, now)
  const station = await context.stations.find(stationId, session)
  if (!station) throw new NotFoundError('station', ['stationId'])
  return quoteWishNow(context, session, { station, wish: toWish(wanted, now) })
}

/** What is to be priced of the fields of a quote or a booking, asked for at that time. */
export function toWish({ venuePoint, ...fields }: QuoteWish, askedAt: Date): Wish {
  const { kind, startsAt, endsAt, adults, children, items, discountCode } = fields
  return { kind, startsAt, endsAt, adults, children, items, discountCode, venue: venuePoint, askedAt }
}
