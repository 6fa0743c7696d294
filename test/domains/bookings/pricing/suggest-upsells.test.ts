import { describe, expect, it } from 'vitest'
import type { BookItem, Upsell } from '#domains/bookings/model/pricing/price-rules.ts'
import { suggestUpsells } from '#domains/bookings/model/pricing/suggest-upsells.ts'
import { basisOf, itemOf, upsellOf, wishOf } from './price-samples.ts'

const gyoza = itemOf({ id: 'gyoza', name: 'Gyoza', kind: 'ADD_ON', per: 'BOOKING', priceCents: 4_000 })
const sake = itemOf({ id: 'sake', name: 'Sake', kind: 'ADD_ON', priceCents: 900 })

function suggest(rules: Upsell[], { wanted = ['dinner'], items = [itemOf(), gyoza, sake] as BookItem[] } = {}) {
  const wish = wishOf({ items: wanted.map((serviceItemId) => ({ serviceItemId })) })
  return suggestUpsells(wish, rules, basisOf({ items })).map(({ item, quantity, totalCents }) => [
    item.id,
    quantity,
    totalCents,
  ])
}

describe('suggestions', () => {
  it('come with the quantity that their unit suggests, the most important first, each item once', () => {
    const rules = [
      upsellOf({ priority: 1 }),
      upsellOf({ ruleId: 'sake', offeredItemId: 'sake', priority: 2 }),
      upsellOf({ ruleId: 'again', offeredItemId: 'sake', priority: 0 }),
    ]
    expect(suggest(rules)).toEqual([
      ['sake', 11, 9_900],
      ['gyoza', 1, 4_000],
    ])
  })

  it('follow an item, a number of guests, or both', () => {
    const dinner = { triggerItemId: 'dinner', minGuests: null }
    expect(suggest([upsellOf(dinner)])).toHaveLength(1)
    expect(suggest([upsellOf(dinner)], { wanted: ['sake'] })).toEqual([])
    expect(suggest([upsellOf({ minGuests: 11 })])).toHaveLength(1)
    expect(suggest([upsellOf({ minGuests: 12 })])).toEqual([])
    expect(suggest([upsellOf({ ...dinner, minGuests: 12 })])).toEqual([])
  })

  it('are nothing that is wanted already, is no longer sold, is in another currency, or goes with something else', () => {
    const rules = [upsellOf()]
    expect(suggest(rules, { wanted: ['dinner', 'gyoza'] })).toEqual([])
    for (const fields of [{ isActive: false }, { currency: 'EUR' }, { parentIds: ['tofu'] }]) {
      expect(suggest(rules, { items: [itemOf(), { ...gyoza, ...fields }] }), JSON.stringify(fields)).toEqual([])
    }
    expect(suggest(rules, { items: [itemOf(), { ...gyoza, parentIds: ['tofu', 'dinner'] }] })).toHaveLength(1)
  })

  it('are ten at most', () => {
    const many = Array.from({ length: 12 }, (_, at) => itemOf({ id: `item ${at}` }))
    const rules = many.map(({ id }) => upsellOf({ ruleId: id, offeredItemId: id }))
    expect(suggest(rules, { items: [itemOf(), ...many] })).toHaveLength(10)
  })
})
