import { ValidationError } from '#kernel/errors.ts'
import { metresBetween } from '#kernel/great-circle.ts'
import { type PriceUnit, priceItems } from '../prices.ts'
import { findDiscounts } from './discounts.ts'
import { portionOf, roundTo, sumOf, WHOLE_BP } from './exact-cents.ts'
import { isWeekend, isWithin, localDateOf } from './local-date.ts'
import type { PriceBasis, Settings, Tier, Wish } from './price-rules.ts'

export type PriceLineKind = 'GUESTS' | 'ITEM' | 'SURCHARGE' | 'DISCOUNT' | 'TRAVEL' | 'TAX' | 'ROUNDING'

export interface PriceLine {
  kind: PriceLineKind
  /** What exactly, for programs; null for an ITEM. */
  code: string | null
  /** Of an ITEM alone. */
  serviceItemId: string | null
  name: string
  per: PriceUnit
  /** Negative for a DISCOUNT; either for a ROUNDING. */
  unitPriceCents: number
  quantity: number
  lineTotalCents: number
}

/** The lines come to the total. Tax that prices include has no line: it is within the others. */
export interface BookingPrice {
  lines: readonly PriceLine[]
  currency: string
  /** Guests, items and surcharges. */
  subtotalCents: number
  discountCents: number
  travelCents: number
  taxCents: number
  taxIncluded: boolean
  roundingCents: number
  totalCents: number
  depositCents: number
}

/**
 * The price of a booking, in this order:
 * 1. guests: the tier for their number, of catering only; 2. items and add-ons, as they are wanted;
 * 3. on both, what the tier adds on a holiday, else on a Saturday or Sunday of the station's calendar;
 * 4. off this subtotal, the seasonal offer that saves the most, then the coupon, never more than there is;
 * 5. the way beyond the free radius; 6. tax on all this, or within it; 7. rounding; 8. the deposit out of the total.
 * Each line is rounded half up to a whole cent. Refuses what is not on the menu, an add-on without what it goes with, a
 * code that is not good for it, and what cannot be counted exactly.
 */
export function priceBooking(wish: Wish, basis: PriceBasis): BookingPrice {
  const { settings, currency } = basis
  const tier = findTier(wish, basis)
  const charged = [...guestLines(wish, tier), ...itemLines(wish, basis)]
  const raised = [...charged, ...surchargeLines(wish, basis, { tier, base: sumOf(charged.map(lineTotal)) })]
  const subtotalCents = sumOf(raised.map(lineTotal))
  const discounts = findDiscounts(wish, basis, subtotalCents)
  const discountCents = sumOf(discounts.map(({ cents }) => cents))
  const travel = travelLines(wish, basis)
  const travelCents = sumOf(travel.map(lineTotal))
  const taxable = sumOf([subtotalCents - discountCents, travelCents])
  const { taxCents, taxIncluded } = taxOn(taxable, settings)
  const exact = taxIncluded ? taxable : sumOf([taxable, taxCents])
  const totalCents = roundTo(settings?.roundingCents ?? 1, exact)
  const roundingCents = totalCents - exact
  const lines = [
    ...raised,
    ...discounts.map(({ code, name, cents }) => charge('DISCOUNT', code, name, -cents)),
    ...travel,
    ...(taxIncluded || taxCents === 0 ? [] : [charge('TAX', 'TAX', `Tax ${percent(settings?.taxBp ?? 0)}`, taxCents)]),
    ...(roundingCents === 0 ? [] : [charge('ROUNDING', 'ROUNDING', 'Rounding', roundingCents)]),
  ]
  const amounts = { subtotalCents, discountCents, travelCents, taxCents, taxIncluded, roundingCents, totalCents }
  return { lines, currency, ...amounts, depositCents: depositOf(totalCents, settings) }
}

const lineTotal = ({ lineTotalCents }: PriceLine) => lineTotalCents
const percent = (bp: number) => `${bp / 100} %`

function charge(kind: PriceLineKind, code: string, name: string, cents: number): PriceLine {
  const amount = { per: 'BOOKING', unitPriceCents: cents, quantity: 1, lineTotalCents: cents } as const
  return { kind, code, serviceItemId: null, name, ...amount }
}

/** Of the tiers for no more than these guests that are valid on the day, the one for the most; the newest of equals. */
function findTier({ kind, adults, children, startsAt }: Wish, { tiers, timezone }: PriceBasis): Tier | null {
  if (kind !== 'CATERING') return null
  const date = localDateOf(startsAt, timezone)
  const fitting = tiers.filter(
    ({ minGuests, validFromDate, validUntilDate }) =>
      minGuests <= adults + children && isWithin(date, validFromDate, validUntilDate),
  )
  const isBetter = (one: Tier, other: Tier) =>
    one.minGuests > other.minGuests || (one.minGuests === other.minGuests && one.ruleId > other.ruleId)
  return fitting.reduce<Tier | null>((best, tier) => (best && !isBetter(tier, best) ? best : tier), null)
}

function guestLines({ adults, children }: Wish, tier: Tier | null): PriceLine[] {
  if (tier === null) return []
  const lineFor = (code: string, who: string, unitPriceCents: number, quantity: number): PriceLine => ({
    kind: 'GUESTS',
    code,
    serviceItemId: null,
    name: `${tier.name}, ${who}`,
    per: 'GUEST',
    unitPriceCents,
    quantity,
    lineTotalCents: portionOf(unitPriceCents, quantity, 1),
  })
  const grownUps = lineFor('ADULTS', 'adults', tier.adultCents, adults)
  return children === 0 ? [grownUps] : [grownUps, lineFor('CHILDREN', 'children', tier.childCents, children)]
}

function itemLines(wish: Wish, { items, currency }: PriceBasis): PriceLine[] {
  const { lines } = priceItems(wish.items, items, { occasion: wish, currency })
  const wanted = new Set(wish.items.map(({ serviceItemId }) => serviceItemId))
  for (const [at, { serviceItemId }] of wish.items.entries()) {
    const parentIds = items.get(serviceItemId)?.parentIds ?? []
    if (parentIds.length === 0 || parentIds.some((id) => wanted.has(id))) continue
    const path = ['items', String(at), 'serviceItemId']
    throw new ValidationError([{ path, message: 'goes only with other items of the menu, none of which is wanted' }])
  }
  return lines.map((line) => ({ ...line, kind: 'ITEM', code: null }))
}

function surchargeLines(
  { startsAt }: Wish,
  { timezone, settings }: PriceBasis,
  { tier, base }: { tier: Tier | null; base: number },
): PriceLine[] {
  if (tier === null) return []
  const date = localDateOf(startsAt, timezone)
  const [code, name, bp] = settings?.holidayDates.includes(date)
    ? (['HOLIDAY', 'Holiday', tier.holidayBp] as const)
    : (['WEEKEND', 'Weekend', isWeekend(date) ? tier.weekendBp : WHOLE_BP] as const)
  const cents = portionOf(base, bp - WHOLE_BP, WHOLE_BP)
  return cents === 0 ? [] : [charge('SURCHARGE', code, `${name}, ${percent(bp - WHOLE_BP)}`, cents)]
}

function travelLines({ venue }: Wish, { settings, origin }: PriceBasis): PriceLine[] {
  if (settings === null || venue === null || origin === null) return []
  const metres = Math.max(0, metresBetween(origin, venue) - settings.freeRadiusMetres)
  const cents = portionOf(settings.travelCents, metres, 1_000)
  const name = `Travel, ${(metres / 1_000).toFixed(1)} km beyond ${settings.freeRadiusMetres / 1_000} km`
  return cents === 0 ? [] : [charge('TRAVEL', 'TRAVEL', name, cents)]
}

function taxOn(taxable: number, settings: Settings | null): { taxCents: number; taxIncluded: boolean } {
  if (settings === null) return { taxCents: 0, taxIncluded: false }
  const { taxBp, taxIncluded } = settings
  return { taxIncluded, taxCents: portionOf(taxable, taxBp, taxIncluded ? WHOLE_BP + taxBp : WHOLE_BP) }
}

/** A part of the total or an amount, rounded like the total, and never more than it. */
function depositOf(totalCents: number, settings: Settings | null): number {
  if (settings === null) return 0
  const { depositBp, depositCents, roundingCents } = settings
  const wanted = depositBp === null ? (depositCents ?? 0) : portionOf(totalCents, depositBp, WHOLE_BP)
  return Math.min(totalCents, roundTo(roundingCents, wanted))
}
