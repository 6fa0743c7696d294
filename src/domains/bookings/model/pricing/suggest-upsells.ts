import { defaultQuantity, MAX_QUANTITY } from '../prices.ts'
import type { BookItem, PriceBasis, Upsell, Wish } from './price-rules.ts'

export const MAX_SUGGESTIONS = 10

/** Something that could be added to a wish, and what it would come to before discounts and tax. */
export interface Suggestion {
  item: BookItem
  quantity: number
  totalCents: number
}

/** What the rules suggest to add: items on the menu that are not wanted yet, the most important first, each once. */
export function suggestUpsells(wish: Wish, rules: readonly Upsell[], { items, currency }: PriceBasis): Suggestion[] {
  const wanted = new Set(wish.items.map(({ serviceItemId }) => serviceItemId))
  const guests = wish.adults + wish.children
  const isTriggered = ({ triggerItemId, minGuests }: Upsell) =>
    (triggerItemId === null || wanted.has(triggerItemId)) && (minGuests === null || minGuests <= guests)
  const isOpen = ({ isActive, parentIds, ...item }: BookItem) =>
    isActive && item.currency === currency && (parentIds.length === 0 || parentIds.some((id) => wanted.has(id)))
  const inOrder = rules
    .filter((rule) => isTriggered(rule) && !wanted.has(rule.offeredItemId))
    .sort((one, other) => other.priority - one.priority || (one.ruleId < other.ruleId ? -1 : 1))
  return [...new Set(inOrder.map(({ offeredItemId }) => offeredItemId))]
    .flatMap((id) => items.get(id) ?? [])
    .filter(isOpen)
    .map((item) => {
      const quantity = defaultQuantity(item.per, wish)
      return { item, quantity, totalCents: item.priceCents * quantity }
    })
    .filter(({ quantity }) => quantity <= MAX_QUANTITY)
    .slice(0, MAX_SUGGESTIONS)
}
