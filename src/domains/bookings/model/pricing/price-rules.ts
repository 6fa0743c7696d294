import type { GeoPoint } from '#kernel/great-circle.ts'
import type { MenuItem, WantedItem } from '../prices.ts'

/** Amounts are integers in the currency's smallest unit, `…Bp` hundredths of a percent, dates local to the station. */
export interface Tier {
  ruleId: string
  name: string
  /** Adults and children together, from this number on. */
  minGuests: number
  adultCents: number
  childCents: number
  /** 10000 changes nothing, 12000 makes it 1.2 times as much. */
  weekendBp: number
  holidayBp: number
  /** Of the service; both ends are included. */
  validFromDate: string | null
  validUntilDate: string | null
}

export interface Offer {
  ruleId: string
  name: string
  /** Null for an offer that everybody gets. */
  code: string | null
  serviceFromDate: string | null
  serviceUntilDate: string | null
  bookedFromDate: string | null
  bookedUntilDate: string | null
  /** One of the two. */
  discountBp: number | null
  discountCents: number | null
  capCents: number | null
}

export interface Upsell {
  ruleId: string
  /** Both must hold when both are given. */
  triggerItemId: string | null
  minGuests: number | null
  offeredItemId: string
  /** The highest first. */
  priority: number
}

export interface Settings {
  freeRadiusMetres: number
  /** For each kilometre beyond. */
  travelCents: number
  taxBp: number
  taxIncluded: boolean
  /** One of the two, or none. */
  depositBp: number | null
  depositCents: number | null
  /** Totals and deposits are multiples of it. */
  roundingCents: number
  holidayDates: readonly string[]
}

/** An item as one version of the price book has it. */
export interface BookItem extends MenuItem {
  kind: 'MENU' | 'SERVICE' | 'ADD_ON' | 'FEE'
  /** What an add-on goes with, one of them at least; anything when there are none. */
  parentIds: readonly string[]
}

/** What a coupon or an offer takes off. */
export type Discount = Pick<Offer, 'name' | 'discountBp' | 'discountCents' | 'capCents'> & { code: string }

/** All that a price is made from besides what is wanted: the same again gives the same price again. */
export interface PriceBasis {
  currency: string
  /** IANA. */
  timezone: string
  /** Where the way to the customer begins; null when nobody has said where the station is. */
  origin: GeoPoint | null
  items: ReadonlyMap<string, BookItem>
  tiers: readonly Tier[]
  offers: readonly Offer[]
  /** Null for a station that charges neither travel nor tax, and wants no deposit. */
  settings: Settings | null
  /** The one that the wish's code is good for. */
  coupon: Discount | null
}

/** What somebody wants to know the price of. */
export interface Wish {
  kind: 'CATERING' | 'APPOINTMENT'
  startsAt: Date
  endsAt: Date
  adults: number
  children: number
  items: readonly WantedItem[]
  /** Of a seasonal offer or a coupon. */
  discountCode: string | null
  venue: GeoPoint | null
  /** When it is booked, for offers that end on a day of booking. */
  askedAt: Date
}
