import type { Session } from '#platform/database/rows.ts'
import type { StationFacts } from '#platform/stations.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { PriceBasis, Upsell, Wish } from '../../model/pricing/price-rules.ts'
import type { QuoteContent } from '../../model/pricing/quote-content.ts'
import { readPriceBook } from '../../store/pricing/price-book-reads.ts'

/** What a price is made from, and the version of the price book that this is. */
export interface FoundBasis {
  version: number
  basis: PriceBasis
  /** What may be suggested besides. */
  upsells: readonly Upsell[]
}

/** What the price of a wish is made from now; with what may be suggested besides only where that is wanted. */
export async function findPriceBasis(
  { coupons }: Pick<UseCaseContext, 'coupons'>,
  session: Session,
  { station, wish, suggesting }: { station: StationFacts; wish: Wish; suggesting: boolean },
): Promise<FoundBasis> {
  const { id: stationId, timezone, location: origin } = station
  const { discountCode, askedAt: now } = wish
  const coupon = discountCode === null ? null : await coupons.find(discountCode, { stationId, now }, session)
  return readBasis(session, station, { wish, suggesting, version: null, timezone, origin, coupon })
}

/** What the price of a quote was made from then. */
export async function findQuotedBasis(
  session: Session,
  station: StationFacts,
  { wish, content }: { wish: Wish; content: QuoteContent },
): Promise<FoundBasis> {
  const { version, timezone, origin, coupon } = content
  return readBasis(session, station, { wish, suggesting: false, version, timezone, origin, coupon })
}

interface Frame extends Pick<PriceBasis, 'timezone' | 'origin' | 'coupon'> {
  wish: Wish
  suggesting: boolean
  /** Null for the one that holds now. */
  version: number | null
}

async function readBasis(
  session: Session,
  { id: stationId, organizationId, currency }: StationFacts,
  { wish, suggesting, version: wanted, ...frame }: Frame,
): Promise<FoundBasis> {
  const itemIds = [...new Set(wish.items.map(({ serviceItemId }) => serviceItemId))]
  const request = { organizationId, stationId, version: wanted, itemIds, suggesting }
  const { version, upsells, items, tiers, offers, settings } = await readPriceBook(session, request)
  const byId = new Map(items.map((item) => [item.id, item]))
  return { version, upsells, basis: { ...frame, currency, items: byId, tiers, offers, settings } }
}
