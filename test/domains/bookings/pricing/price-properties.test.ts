import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceBooking } from '#domains/bookings/model/pricing/price-booking.ts'
import { basisOf, itemOf, offerOf, settingsOf, tierOf, wishOf } from './price-samples.ts'

const cents = fc.integer({ min: 0, max: 1_000_000 })
const positive = fc.integer({ min: 1, max: 1_000_000 })
const multiplier = fc.integer({ min: 10_000, max: 50_000 })
const share = fc.integer({ min: 1, max: 10_000 })
const point = fc.record({
  latitude: fc.double({ min: -60, max: 60, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})

const discount = fc.oneof(
  fc.record({ discountBp: share, discountCents: fc.constant(null) }),
  fc.record({ discountBp: fc.constant(null), discountCents: positive }),
)
const deposit = fc.oneof(
  fc.record({ depositBp: share, depositCents: fc.constant(null) }),
  fc.record({ depositBp: fc.constant(null), depositCents: fc.option(positive) }),
)

const basis = fc.record({
  tiers: fc.array(
    fc
      .record({ minGuests: fc.integer({ min: 1, max: 40 }), adultCents: cents, childCents: cents, ruleId: fc.uuid() })
      .chain((tier) =>
        fc.record({ weekendBp: multiplier, holidayBp: multiplier }).map((bp) => tierOf({ ...tier, ...bp })),
      ),
    { maxLength: 4 },
  ),
  offers: fc.array(
    fc
      .tuple(discount, fc.option(positive), fc.uuid())
      .map(([off, capCents, ruleId]) => offerOf({ ...off, capCents, ruleId })),
    { maxLength: 4 },
  ),
  coupon: fc.option(
    fc
      .tuple(discount, fc.option(positive))
      .map(([off, capCents]) => ({ ...off, capCents, code: 'COUPON', name: 'Coupon' })),
  ),
  settings: fc.option(
    fc
      .record({
        freeRadiusMetres: fc.integer({ min: 0, max: 100_000 }),
        travelCents: cents,
        taxBp: fc.integer({ min: 0, max: 10_000 }),
        taxIncluded: fc.boolean(),
        roundingCents: fc.integer({ min: 1, max: 1_000 }),
        holidayDates: fc.constantFrom([], ['2093-06-20']),
      })
      .chain((settings) => deposit.map((part) => settingsOf({ ...settings, ...part }))),
  ),
  origin: fc.option(point),
  prices: fc.array(fc.record({ priceCents: cents, quantity: fc.integer({ min: 1, max: 100 }) }), { maxLength: 5 }),
})

const wish = fc.record({
  adults: fc.integer({ min: 1, max: 60 }),
  children: fc.integer({ min: 0, max: 20 }),
  venue: fc.option(point),
  kind: fc.constantFrom('CATERING' as const, 'APPOINTMENT' as const),
})

const question = fc.tuple(basis, wish).map(([{ prices, ...book }, wanted]) => ({
  basis: basisOf({ ...book, items: prices.map(({ priceCents }, at) => itemOf({ id: String(at), priceCents })) }),
  wish: wishOf({
    ...wanted,
    discountCode: book.coupon === null ? null : 'COUPON',
    items: prices.map(({ quantity }, at) => ({ serviceItemId: String(at), quantity })),
  }),
}))

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}

describe('every price', () => {
  it('is the sum of its lines, and each line its unit price times its quantity', () => {
    fc.assert(
      fc.property(question, ({ basis, wish }) => {
        const price = priceBooking(wish, basis)
        expect(sum(price.lines.map(({ lineTotalCents }) => lineTotalCents))).toBe(price.totalCents)
        for (const { unitPriceCents, quantity, lineTotalCents } of price.lines) {
          expect(unitPriceCents * quantity).toBe(lineTotalCents)
        }
        const of = (...kinds: string[]) =>
          sum(price.lines.filter(({ kind }) => kinds.includes(kind)).map(({ lineTotalCents }) => lineTotalCents))
        expect(of('GUESTS', 'ITEM', 'SURCHARGE')).toBe(price.subtotalCents)
        expect(0 - of('DISCOUNT')).toBe(price.discountCents)
        expect(of('TRAVEL')).toBe(price.travelCents)
        expect(of('TAX')).toBe(price.taxIncluded ? 0 : price.taxCents)
        expect(of('ROUNDING')).toBe(price.roundingCents)
      }),
      { numRuns: 300 },
    )
  })

  it('is whole, never negative, and neither discount, tax, rounding nor deposit goes beyond its bound', () => {
    fc.assert(
      fc.property(question, ({ basis, wish }) => {
        const price = priceBooking(wish, basis)
        const { lines, currency, taxIncluded, roundingCents, ...amounts } = price
        for (const amount of Object.values(amounts)) {
          expect(Number.isSafeInteger(amount)).toBe(true)
          expect(amount).toBeGreaterThanOrEqual(0)
        }
        expect(price.discountCents).toBeLessThanOrEqual(price.subtotalCents)
        expect(price.depositCents).toBeLessThanOrEqual(price.totalCents)
        const multiple = basis.settings?.roundingCents ?? 1
        expect(price.totalCents % multiple).toBe(0)
        expect(Math.abs(roundingCents) * 2).toBeLessThanOrEqual(multiple)
        const taxable = price.subtotalCents - price.discountCents + price.travelCents
        const rate = (basis.settings?.taxBp ?? 0) / 10_000
        const exactTax = taxIncluded ? taxable - taxable / (1 + rate) : taxable * rate
        expect(Math.abs(price.taxCents - exactTax)).toBeLessThanOrEqual(0.5 + 1e-6 * taxable)
      }),
      { numRuns: 300 },
    )
  })

  it('is the same for the same wish and the same versions, in whatever order rules are read', () => {
    fc.assert(
      fc.property(question, ({ basis, wish }) => {
        const reversed = { ...basis, tiers: [...basis.tiers].reverse(), offers: [...basis.offers].reverse() }
        expect(priceBooking(structuredClone(wish), reversed)).toEqual(priceBooking(wish, basis))
      }),
    )
  })

  it('does not rise by an offer, and does not fall by a guest who pays in the same tier', () => {
    fc.assert(
      fc.property(question, ({ basis, wish }) => {
        const without = { ...basis, offers: [] }
        expect(priceBooking(wish, basis).totalCents).toBeLessThanOrEqual(priceBooking(wish, without).totalCents)
        const oneTier = { ...basis, tiers: basis.tiers.slice(0, 1).map((tier) => ({ ...tier, minGuests: 1 })) }
        const more = { ...wish, adults: wish.adults + 1 }
        expect(priceBooking(more, oneTier).subtotalCents).toBeGreaterThanOrEqual(
          priceBooking(wish, oneTier).subtotalCents,
        )
      }),
    )
  })
})
