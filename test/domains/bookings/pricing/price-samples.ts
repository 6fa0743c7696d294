import type {
  BookItem,
  Offer,
  PriceBasis,
  Settings,
  Tier,
  Upsell,
  Wish,
} from '#domains/bookings/model/pricing/price-rules.ts'

/** A Saturday evening in New York: 18:00 to 22:00. */
const SATURDAY = new Date('2093-06-20T22:00:00.000Z')
const HOUR_MS = 3_600_000

export function itemOf(fields: Partial<BookItem> = {}): BookItem {
  const dinner = { id: 'dinner', name: 'Dinner', kind: 'MENU', per: 'GUEST', priceCents: 4_500 } as const
  return { ...dinner, currency: 'USD', isActive: true, parentIds: [], ...fields }
}

export function tierOf(fields: Partial<Tier> = {}): Tier {
  const prices = { adultCents: 1_000, childCents: 500, weekendBp: 10_000, holidayBp: 10_000 }
  return {
    ruleId: 'tier',
    name: 'Party',
    minGuests: 1,
    validFromDate: null,
    validUntilDate: null,
    ...prices,
    ...fields,
  }
}

export function offerOf(fields: Partial<Offer> = {}): Offer {
  const always = { serviceFromDate: null, serviceUntilDate: null, bookedFromDate: null, bookedUntilDate: null }
  const tenPercent = { discountBp: 1_000, discountCents: null, capCents: null }
  return { ruleId: 'offer', name: 'Season', code: null, ...always, ...tenPercent, ...fields }
}

export function settingsOf(fields: Partial<Settings> = {}): Settings {
  const nothing = { taxBp: 0, taxIncluded: false, depositBp: null, depositCents: null, roundingCents: 1 }
  return { freeRadiusMetres: 0, travelCents: 0, holidayDates: [], ...nothing, ...fields }
}

export function upsellOf(fields: Partial<Upsell> = {}): Upsell {
  return { ruleId: 'upsell', triggerItemId: null, minGuests: 1, offeredItemId: 'gyoza', priority: 0, ...fields }
}

export function basisOf({ items = [], ...fields }: Partial<Omit<PriceBasis, 'items'>> & { items?: BookItem[] } = {}) {
  const station = { currency: 'USD', timezone: 'America/New_York', origin: null }
  const book = { tiers: [], offers: [], settings: null, coupon: null }
  return { ...station, ...book, ...fields, items: new Map(items.map((item) => [item.id, item])) } satisfies PriceBasis
}

/** Eight adults and three children for four hours on the Saturday evening, booked ten days before. */
export function wishOf(fields: Partial<Wish> = {}): Wish {
  const startsAt = fields.startsAt ?? SATURDAY
  return {
    kind: 'CATERING',
    startsAt,
    endsAt: new Date(startsAt.getTime() + 4 * HOUR_MS),
    adults: 8,
    children: 3,
    items: [],
    discountCode: null,
    venue: null,
    askedAt: new Date(startsAt.getTime() - 240 * HOUR_MS),
    ...fields,
  }
}
