import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultQuantity, type MenuItem, type Occasion, priceItems } from '#domains/bookings/model/prices.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'

const NOON = new Date('2030-05-04T12:00:00.000Z')

function occasion(hours: number, adults = 8, children = 3): Occasion {
  return { startsAt: NOON, endsAt: new Date(NOON.getTime() + hours * 3_600_000), adults, children }
}

function item(fields: Partial<MenuItem> = {}): MenuItem {
  return { id: 'dinner', name: 'Dinner', per: 'GUEST', priceCents: 4_500, currency: 'USD', isActive: true, ...fields }
}

function price(items: readonly MenuItem[], wanted: { serviceItemId: string; quantity?: number }[], at = occasion(4)) {
  return priceItems(wanted, new Map(items.map((one) => [one.id, one])), { occasion: at, currency: 'USD' })
}

function refusalOf(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

describe('the quantity that nobody gave', () => {
  it('is the number of guests, children included, for a price per guest', () => {
    expect(defaultQuantity('GUEST', occasion(4))).toBe(11)
  })

  it('is one for a price per booking', () => {
    expect(defaultQuantity('BOOKING', occasion(4))).toBe(1)
  })

  it('is the number of hours begun for a price per hour', () => {
    expect(defaultQuantity('HOUR', occasion(2))).toBe(2)
    expect(defaultQuantity('HOUR', occasion(2 + 1 / 3_600_000))).toBe(3)
    expect(defaultQuantity('HOUR', occasion(0.25))).toBe(1)
  })
})

describe('the price of a booking', () => {
  it('is the sum of unit price times quantity, in the order of the items', () => {
    const gyoza = item({ id: 'gyoza', name: 'Gyoza', per: 'BOOKING', priceCents: 4_000 })
    const chef = item({ id: 'chef', name: 'Second chef', per: 'HOUR', priceCents: 9_000 })
    const wanted = [{ serviceItemId: 'gyoza', quantity: 3 }, { serviceItemId: 'dinner' }, { serviceItemId: 'chef' }]
    expect(price([item(), gyoza, chef], wanted)).toEqual({
      lines: [
        {
          serviceItemId: 'gyoza',
          name: 'Gyoza',
          per: 'BOOKING',
          unitPriceCents: 4_000,
          quantity: 3,
          lineTotalCents: 12_000,
        },
        {
          serviceItemId: 'dinner',
          name: 'Dinner',
          per: 'GUEST',
          unitPriceCents: 4_500,
          quantity: 11,
          lineTotalCents: 49_500,
        },
        {
          serviceItemId: 'chef',
          name: 'Second chef',
          per: 'HOUR',
          unitPriceCents: 9_000,
          quantity: 4,
          lineTotalCents: 36_000,
        },
      ],
      subtotalCents: 97_500,
      totalCents: 97_500,
    })
  })

  it('is nothing for nothing', () => {
    expect(price([], [])).toEqual({ lines: [], subtotalCents: 0, totalCents: 0 })
  })

  it('counts an item twice that is wanted twice', () => {
    const twice = [
      { serviceItemId: 'dinner', quantity: 1 },
      { serviceItemId: 'dinner', quantity: 2 },
    ]
    expect(price([item()], twice).totalCents).toBe(13_500)
  })

  it('is exact, or refused: it never comes out rounded', () => {
    const line = fc.record({
      priceCents: fc.integer({ min: 0, max: 100_000_000_000 }),
      quantity: fc.integer({ min: 1, max: 10_000 }),
    })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 50 }), (lines) => {
        const items = lines.map(({ priceCents }, at) => item({ id: String(at), priceCents }))
        const wanted = lines.map(({ quantity }, at) => ({ serviceItemId: String(at), quantity }))
        const exact = lines.reduce((sum, one) => sum + BigInt(one.priceCents) * BigInt(one.quantity), 0n)
        const result = refusalOf(() => price(items, wanted))
        if (exact > BigInt(Number.MAX_SAFE_INTEGER)) expect(result).toBeInstanceOf(ValidationError)
        else expect(result).toMatchObject({ subtotalCents: Number(exact), totalCents: Number(exact) })
      }),
    )
  })

  it('is refused from the first cent that cannot be counted exactly', () => {
    const dear = item({ id: 'dear', priceCents: 100_000_000_000 })
    const cent = item({ id: 'cent', priceCents: 1 })
    // 2^53 - 1 = 9,007,199,254,740,991
    const most = [
      ...Array.from({ length: 9 }, () => ({ serviceItemId: 'dear', quantity: 10_000 })),
      { serviceItemId: 'dear', quantity: 71 },
    ]
    const rest = item({ id: 'rest', priceCents: 99_254_740_991 })
    const items = [dear, cent, rest]
    expect(price(items, [...most, { serviceItemId: 'rest', quantity: 1 }]).totalCents).toBe(Number.MAX_SAFE_INTEGER)
    const tooMuch = [...most, { serviceItemId: 'rest', quantity: 1 }, { serviceItemId: 'cent', quantity: 1 }]
    expect(refusalOf(() => price(items, tooMuch))).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: ['items'], message: 'come to too large a sum' }],
    })
  })

  it('is refused for an item that is not on the menu, or no longer', () => {
    const wanted = [{ serviceItemId: 'dinner' }, { serviceItemId: 'soup' }]
    const refusals = [[item()], [item(), item({ id: 'soup', isActive: false })]].map((items) =>
      refusalOf(() => price(items, wanted)),
    )
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(NotFoundError)
      expect(refusal).toMatchObject({ path: ['items', '1', 'serviceItemId'] })
    }
  })

  it('is refused in two currencies and beyond 10,000 units, and says both at once', () => {
    const items = [item(), item({ id: 'soup', currency: 'EUR' })]
    const wanted = [{ serviceItemId: 'dinner' }, { serviceItemId: 'soup', quantity: 1 }]
    expect(refusalOf(() => price(items, wanted, occasion(4, 9_999, 2)))).toMatchObject({
      issues: [
        { path: ['items', '0', 'quantity'], message: 'must be at most 10000, and comes to 10001' },
        { path: ['items', '1', 'serviceItemId'], message: 'is sold in EUR, the station in USD' },
      ],
    })
  })
})
