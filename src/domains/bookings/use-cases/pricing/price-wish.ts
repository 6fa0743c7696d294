import type { TokenSort } from '#platform/crypto/signed-tokens.ts'
import type { Session } from '#platform/database/rows.ts'
import type { StationFacts } from '#platform/stations.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { type BookingPrice, priceBooking } from '../../model/pricing/price-booking.ts'
import type { Wish } from '../../model/pricing/price-rules.ts'
import { QUOTE_MINUTES, type Quote, QuoteChangedError, type QuoteChangeReason } from '../../model/pricing/quote.ts'
import {
  changedFields,
  type QuoteContent,
  quoteContent,
  readWish,
  writeQuote,
} from '../../model/pricing/quote-content.ts'
import { suggestUpsells } from '../../model/pricing/suggest-upsells.ts'
import { findPriceBasis, findQuotedBasis } from './find-price-basis.ts'

/** A change of how prices are made takes another purpose: quotes of before cannot be kept then. */
const quoteTokens: TokenSort<QuoteContent> = { purpose: 'quote/1', content: quoteContent }

/** What prices are made with. */
export type Pricing = Pick<UseCaseContext, 'coupons' | 'signedTokens'>

/** The price of a wish now, kept for a while. */
export async function quoteWishNow(
  pricing: Pricing,
  session: Session,
  { station, wish }: { station: StationFacts; wish: Wish },
): Promise<Quote> {
  const { version, basis, upsells } = await findPriceBasis(pricing, session, { station, wish, suggesting: true })
  const price = priceBooking(wish, basis)
  const validUntil = new Date(wish.askedAt.getTime() + QUOTE_MINUTES * 60_000)
  const { id: stationId } = station
  const content = writeQuote(wish, { stationId, version, basis, totalCents: price.totalCents })
  const token = pricing.signedTokens.sign(quoteTokens, content, validUntil)
  return { stationId, version, price, token, validUntil, suggestions: suggestUpsells(wish, upsells, basis) }
}

/**
 * The price of a wish: the quoted one when there is a quote of exactly this that is still valid, whatever has become of
 * the prices meanwhile; without a quote, the price that it has now. Refuses a quote that is not of this, with both prices.
 */
export async function priceWish(
  pricing: Pricing,
  session: Session,
  { station, wish, quoteToken }: { station: StationFacts; wish: Wish; quoteToken: string | null },
): Promise<{ price: BookingPrice; version: number }> {
  if (quoteToken === null) {
    const { version, basis } = await findPriceBasis(pricing, session, { station, wish, suggesting: false })
    return { version, price: priceBooking(wish, basis) }
  }
  const refuse = async (reason: QuoteChangeReason, old: BookingPrice | null, changed: readonly string[] = []) =>
    new QuoteChangedError(reason, { old, changed, now: await quoteWishNow(pricing, session, { station, wish }) })
  const quote = pricing.signedTokens.read(quoteTokens, quoteToken, wish.askedAt)
  if (quote.state === 'FORGED') throw await refuse('FORGED', null)
  const { content } = quote
  if (content.stationId !== station.id) throw await refuse('OTHER_STATION', null)
  const price = await priceAsQuoted(session, station, content)
  if (quote.state === 'EXPIRED') throw await refuse('EXPIRED', price)
  const changed = changedFields(content, wish)
  if (changed.length > 0) throw await refuse('DIFFERENT', price, changed)
  return { version: content.version, price }
}

/** The price of a quote again, from what it was made from. */
async function priceAsQuoted(session: Session, station: StationFacts, content: QuoteContent): Promise<BookingPrice> {
  const wish = readWish(content)
  const { basis } = await findQuotedBasis(session, station, { wish, content })
  const price = priceBooking(wish, basis)
  if (price.totalCents !== content.totalCents) {
    throw new Error(`a quote of ${content.totalCents} comes to ${price.totalCents}: its purpose has to change`)
  }
  return price
}
