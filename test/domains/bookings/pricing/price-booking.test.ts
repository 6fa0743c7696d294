import { describe, expect, it } from 'vitest'
import { type BookingPrice, priceBooking } from '#domains/bookings/model/pricing/price-booking.ts'
import { ValidationError } from '#kernel/errors.ts'
import { basisOf, itemOf, offerOf, settingsOf, tierOf, wishOf } from './price-samples.ts'

const dinner = itemOf()
const BOSTON = { latitude: 42.3601, longitude: -71.0589 }
/** 66,380 m away from Boston. */
const PROVIDENCE = { latitude: 41.824, longitude: -71.4128 }

/** A price at a glance: each line as `KIND code name: amount`. */
function linesOf({ lines }: BookingPrice): string[] {
  return lines.map(({ kind, code, name, lineTotalCents }) => `${kind} ${code ?? '-'} ${name}: ${lineTotalCents}`)
}

function issuesOf(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    expect(error).toBeInstanceOf(ValidationError)
    return (error as ValidationError).issues
  }
}

describe('a price with everything', () => {
  it('in dollars: tier, items, weekend, season, travel, tax on top, deposit', () => {
    const price = priceBooking(
      wishOf({ items: [{ serviceItemId: 'dinner' }, { serviceItemId: 'gyoza', quantity: 2 }], venue: PROVIDENCE }),
      basisOf({
        items: [dinner, itemOf({ id: 'gyoza', name: 'Gyoza', kind: 'ADD_ON', per: 'BOOKING', priceCents: 4_000 })],
        tiers: [tierOf({ adultCents: 1_250, childCents: 625, weekendBp: 11_500 })],
        offers: [offerOf({ name: 'Early summer', capCents: 7_500 })],
        settings: settingsOf({ freeRadiusMetres: 30_000, travelCents: 250, taxBp: 625, depositBp: 2_500 }),
        origin: BOSTON,
      }),
    )
    expect(linesOf(price)).toEqual([
      'GUESTS ADULTS Party, adults: 10000',
      'GUESTS CHILDREN Party, children: 1875',
      'ITEM - Dinner: 49500',
      'ITEM - Gyoza: 8000',
      'SURCHARGE WEEKEND Weekend, 15 %: 10406',
      'DISCOUNT SEASON Early summer: -7500',
      'TRAVEL TRAVEL Travel, 36.4 km beyond 30 km: 9095',
      'TAX TAX Tax 6.25 %: 5086',
    ])
    expect(price).toMatchObject({
      currency: 'USD',
      subtotalCents: 79_781,
      discountCents: 7_500,
      travelCents: 9_095,
      taxCents: 5_086,
      taxIncluded: false,
      roundingCents: 0,
      totalCents: 86_462,
      depositCents: 21_616,
    })
  })

  it('in yen, which has no smaller unit: tax within the prices, total in tens', () => {
    const price = priceBooking(
      wishOf({ items: [{ serviceItemId: 'dinner' }], adults: 7, children: 0 }),
      basisOf({
        currency: 'JPY',
        timezone: 'Asia/Tokyo',
        items: [itemOf({ priceCents: 4_813, currency: 'JPY' })],
        settings: settingsOf({ taxBp: 1_000, taxIncluded: true, roundingCents: 10, depositCents: 5_003 }),
      }),
    )
    expect(linesOf(price)).toEqual(['ITEM - Dinner: 33691', 'ROUNDING ROUNDING Rounding: -1'])
    expect(price).toMatchObject({ subtotalCents: 33_691, taxCents: 3_063, totalCents: 33_690, depositCents: 5_000 })
  })

  it('in dinars of a thousand fils: halves are rounded up in each line', () => {
    const price = priceBooking(
      wishOf({ items: [{ serviceItemId: 'dinner' }], adults: 1, children: 0 }),
      basisOf({
        currency: 'KWD',
        timezone: 'Asia/Kuwait',
        items: [itemOf({ priceCents: 12_345, currency: 'KWD' })],
        offers: [offerOf()],
        settings: settingsOf({ taxBp: 500, depositBp: 5_000, roundingCents: 5 }),
      }),
    )
    // 1234.5 off and 555.55 on; 11,667 fils in coins of five.
    expect(linesOf(price)).toEqual([
      'ITEM - Dinner: 12345',
      'DISCOUNT SEASON Season: -1235',
      'TAX TAX Tax 5 %: 556',
      'ROUNDING ROUNDING Rounding: -1',
    ])
    expect(price).toMatchObject({ totalCents: 11_665, depositCents: 5_835 })
  })
})

describe('without tiers and settings', () => {
  it('the price is the sum of the items', () => {
    const price = priceBooking(wishOf({ items: [{ serviceItemId: 'dinner' }] }), basisOf({ items: [dinner] }))
    expect(linesOf(price)).toEqual(['ITEM - Dinner: 49500'])
    expect(price).toMatchObject({ subtotalCents: 49_500, totalCents: 49_500, depositCents: 0, taxCents: 0 })
  })

  it('nothing costs nothing', () => {
    expect(priceBooking(wishOf(), basisOf())).toMatchObject({ lines: [], totalCents: 0 })
  })
})

describe('the tier', () => {
  const small = tierOf({ name: 'Small', minGuests: 1 })
  const large = tierOf({ name: 'Large', ruleId: 'tier 2', minGuests: 11, adultCents: 800, childCents: 0 })

  it('is the one for the most guests that there are', () => {
    const tiers = [large, small]
    expect(linesOf(priceBooking(wishOf(), basisOf({ tiers })))[0]).toBe('GUESTS ADULTS Large, adults: 6400')
    expect(linesOf(priceBooking(wishOf({ children: 2 }), basisOf({ tiers })))[0]).toBe(
      'GUESTS ADULTS Small, adults: 8000',
    )
    expect(priceBooking(wishOf({ children: 2 }), basisOf({ tiers: [large] })).lines).toEqual([])
  })

  it('is valid on local dates, both ends included', () => {
    const tiers = [tierOf({ validFromDate: '2093-06-20', validUntilDate: '2093-06-20' })]
    const beginning = (at: string) => priceBooking(wishOf({ startsAt: new Date(at) }), basisOf({ tiers })).lines.length
    // New York is four hours behind.
    expect(beginning('2093-06-20T03:59:59.999Z')).toBe(0)
    expect(beginning('2093-06-20T04:00:00.000Z')).toBe(2)
    expect(beginning('2093-06-21T03:59:59.999Z')).toBe(2)
    expect(beginning('2093-06-21T04:00:00.000Z')).toBe(0)
  })

  it('is for catering', () => {
    expect(priceBooking(wishOf({ kind: 'APPOINTMENT' }), basisOf({ tiers: [small] })).lines).toEqual([])
  })

  it('is the newest of two for the same guests, in whatever order they come', () => {
    const newer = tierOf({ ruleId: 'tier 9', name: 'Newer' })
    for (const tiers of [
      [small, newer],
      [newer, small],
    ]) {
      expect(linesOf(priceBooking(wishOf(), basisOf({ tiers })))[0]).toBe('GUESTS ADULTS Newer, adults: 8000')
    }
  })
})

describe('weekends and holidays', () => {
  const tiers = [tierOf({ weekendBp: 12_000, holidayBp: 15_000 })]
  const surchargeAt = (at: string, settings = settingsOf()) =>
    linesOf(priceBooking(wishOf({ startsAt: new Date(at) }), basisOf({ tiers, settings }))).slice(2)

  it('begin and end at midnight of the station', () => {
    expect(surchargeAt('2093-06-20T03:59:59.999Z')).toEqual([])
    expect(surchargeAt('2093-06-20T04:00:00.000Z')).toEqual(['SURCHARGE WEEKEND Weekend, 20 %: 1900'])
    expect(surchargeAt('2093-06-22T03:59:59.999Z')).toEqual(['SURCHARGE WEEKEND Weekend, 20 %: 1900'])
    expect(surchargeAt('2093-06-22T04:00:00.000Z')).toEqual([])
  })

  it('are not added up: a holiday is a holiday', () => {
    const settings = settingsOf({ holidayDates: ['2093-06-20', '2093-06-23'] })
    expect(surchargeAt('2093-06-20T16:00:00.000Z', settings)).toEqual(['SURCHARGE HOLIDAY Holiday, 50 %: 4750'])
    expect(surchargeAt('2093-06-23T16:00:00.000Z', settings)).toEqual(['SURCHARGE HOLIDAY Holiday, 50 %: 4750'])
    expect(surchargeAt('2093-06-24T16:00:00.000Z', settings)).toEqual([])
  })
})

describe('discounts', () => {
  const wish = wishOf({ items: [{ serviceItemId: 'dinner' }] })
  const discountsOf = (basis: Parameters<typeof basisOf>[0], code: string | null = null) =>
    linesOf(priceBooking({ ...wish, discountCode: code }, basisOf({ items: [dinner], ...basis }))).slice(1)

  it('are the offer that saves the most, not the sum of the offers', () => {
    const offers = [offerOf(), offerOf({ ruleId: 'b', name: 'Fixed', discountBp: null, discountCents: 6_000 })]
    expect(discountsOf({ offers })).toEqual(['DISCOUNT SEASON Fixed: -6000'])
    expect(discountsOf({ offers: [offerOf({ capCents: 100 })] })).toEqual(['DISCOUNT SEASON Season: -100'])
  })

  it('need the code where there is one', () => {
    const offers = [offerOf({ code: 'JUNE', name: 'June' })]
    expect(discountsOf({ offers })).toEqual([])
    expect(discountsOf({ offers }, 'JUNE')).toEqual(['DISCOUNT JUNE June: -4950'])
  })

  it('are refused for a code that is not good, or not on these days', () => {
    const refusal = [{ path: ['discountCode'], message: 'is no code that is good for this booking' }]
    const offers = [offerOf({ code: 'JUNE' }), offerOf()]
    expect(issuesOf(() => discountsOf({ offers }, 'MAY'))).toEqual(refusal)
    const over = [offerOf({ code: 'JUNE', serviceUntilDate: '2093-06-19' })]
    expect(issuesOf(() => discountsOf({ offers: over }, 'JUNE'))).toEqual(refusal)
  })

  it('follow the local days of service and of booking, both ends included', () => {
    // Booked on 2093-06-10.
    const good = [{ serviceFromDate: '2093-06-20', serviceUntilDate: '2093-06-20' }, { bookedFromDate: '2093-06-10' }]
    for (const range of [...good, { bookedUntilDate: '2093-06-10' }]) {
      expect(discountsOf({ offers: [offerOf(range)] }), JSON.stringify(range)).toHaveLength(1)
    }
    for (const range of [
      { serviceFromDate: '2093-06-21' },
      { serviceUntilDate: '2093-06-19' },
      { bookedFromDate: '2093-06-11' },
      { bookedUntilDate: '2093-06-09' },
    ]) {
      expect(discountsOf({ offers: [offerOf(range)] }), JSON.stringify(range)).toEqual([])
    }
  })

  it('let a coupon take off what is left by the offer, and never more', () => {
    const coupon = { code: 'SORRY-1', name: 'With apologies', discountBp: null, discountCents: 99_999, capCents: null }
    expect(discountsOf({ offers: [offerOf()], coupon }, 'SORRY-1')).toEqual([
      'DISCOUNT SEASON Season: -4950',
      'DISCOUNT SORRY-1 With apologies: -44550',
    ])
  })
})

describe('travel', () => {
  const settings = settingsOf({ freeRadiusMetres: 66_380, travelCents: 1_000 })
  const price = (venue: typeof BOSTON | null, origin: typeof BOSTON | null, given = settings) =>
    priceBooking(wishOf({ venue }), basisOf({ settings: given, origin })).travelCents

  it('is free up to the very edge of the radius', () => {
    expect(price(PROVIDENCE, BOSTON)).toBe(0)
    expect(price(PROVIDENCE, BOSTON, { ...settings, freeRadiusMetres: 66_379 })).toBe(1)
  })

  it('is free where nobody knows how far it is', () => {
    expect(price(null, BOSTON, settingsOf({ travelCents: 1_000 }))).toBe(0)
    expect(price(PROVIDENCE, null, settingsOf({ travelCents: 1_000 }))).toBe(0)
  })
})

describe('an add-on', () => {
  const sauce = itemOf({ id: 'sauce', name: 'Sauce', kind: 'ADD_ON', parentIds: ['tofu', 'dinner'] })

  it('goes with one of its items', () => {
    const wish = wishOf({ items: [{ serviceItemId: 'sauce' }, { serviceItemId: 'dinner' }] })
    expect(priceBooking(wish, basisOf({ items: [dinner, sauce] })).lines).toHaveLength(2)
  })

  it('is refused without', () => {
    const wish = wishOf({ items: [{ serviceItemId: 'sauce' }] })
    expect(issuesOf(() => priceBooking(wish, basisOf({ items: [dinner, sauce] })))).toEqual([
      {
        path: ['items', '0', 'serviceItemId'],
        message: 'goes only with other items of the menu, none of which is wanted',
      },
    ])
  })
})

describe('a sum that cannot be counted exactly', () => {
  it('is refused at whatever step it comes up', () => {
    const items = [itemOf({ priceCents: 100_000_000_000, per: 'BOOKING' })]
    const wish = wishOf({ items: Array.from({ length: 9 }, () => ({ serviceItemId: 'dinner', quantity: 10_000 })) })
    expect(priceBooking(wish, basisOf({ items })).totalCents).toBe(9_000_000_000_000_000)
    expect(issuesOf(() => priceBooking(wish, basisOf({ items, settings: settingsOf({ taxBp: 10_000 }) })))).toEqual([
      { path: ['items'], message: 'come to too large a sum' },
    ])
  })
})

describe('the deposit', () => {
  it('is never more than the total', () => {
    const settings = settingsOf({ depositCents: 50_000 })
    const wish = wishOf({ items: [{ serviceItemId: 'dinner' }], adults: 1, children: 0 })
    expect(priceBooking(wish, basisOf({ items: [dinner], settings })).depositCents).toBe(4_500)
  })
})
