import { ValidationError } from '#kernel/errors.ts'
import { portionOf, WHOLE_BP } from './exact-cents.ts'
import { isWithin, localDateOf } from './local-date.ts'
import type { Discount, Offer, PriceBasis, Wish } from './price-rules.ts'

/** What is taken off, as a positive amount. */
export interface DiscountTaken {
  code: string
  name: string
  cents: number
}

/** Offers that need no code have this one on the line. */
const AUTOMATIC = 'SEASON'

/**
 * The seasonal offer that saves the most of those that are automatic and the one of the code, then the coupon off what
 * is left. Refuses a code that is neither an offer's that is good on these days nor a coupon's.
 */
export function findDiscounts(wish: Wish, { offers, coupon, timezone }: PriceBasis, base: number): DiscountTaken[] {
  const serviceDate = localDateOf(wish.startsAt, timezone)
  const bookingDate = localDateOf(wish.askedAt, timezone)
  const good = offers.filter((offer) => isGoodOn(offer, serviceDate, bookingDate))
  const open = good.filter(({ code }) => code === null || code === wish.discountCode)
  if (wish.discountCode !== null && coupon === null && !open.some(({ code }) => code === wish.discountCode)) {
    throw new ValidationError([{ path: ['discountCode'], message: 'is no code that is good for this booking' }])
  }
  const best = open
    .map((offer) => ({ ruleId: offer.ruleId, ...take({ ...offer, code: offer.code ?? AUTOMATIC }, base) }))
    .sort((one, other) => other.cents - one.cents || (one.ruleId < other.ruleId ? -1 : 1))
    .slice(0, 1)
    .map(({ code, name, cents }) => ({ code, name, cents }))
  const left = base - (best[0]?.cents ?? 0)
  const taken = coupon === null ? best : [...best, take(coupon, left)]
  return taken.filter(({ cents }) => cents > 0)
}

function isGoodOn(offer: Offer, serviceDate: string, bookingDate: string): boolean {
  const { serviceFromDate, serviceUntilDate, bookedFromDate, bookedUntilDate } = offer
  return (
    isWithin(serviceDate, serviceFromDate, serviceUntilDate) && isWithin(bookingDate, bookedFromDate, bookedUntilDate)
  )
}

/** Never more than its cap, and never more than there is. */
function take({ code, name, discountBp, discountCents, capCents }: Discount, base: number): DiscountTaken {
  const wanted = discountBp === null ? (discountCents ?? 0) : portionOf(base, discountBp, WHOLE_BP)
  return { code, name, cents: Math.min(wanted, capCents ?? wanted, base) }
}
