import type { Session } from './database/rows.ts'

/** What a coupon takes off a price: hundredths of a percent or an amount, one of the two. */
export interface Coupon {
  code: string
  name: string
  discountBp: number | null
  discountCents: number | null
  /** The most that it takes off; null for no limit. */
  capCents: number | null
}

/** Where coupons are looked up; the domain that issues them answers. */
export interface CouponBook {
  /** The coupon that is good at the station at that time; null for any other code. */
  find(code: string, at: { stationId: string; now: Date }, session: Session): Promise<Coupon | null>
}

/** Of a business that issues no coupons. */
export const noCoupons: CouponBook = { find: async () => null }
