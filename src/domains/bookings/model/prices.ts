import { type InputIssue, NotFoundError, ValidationError } from '#kernel/errors.ts'
import { hoursBegun, type TimeWindow } from './time-window.ts'

export type PriceUnit = 'GUEST' | 'BOOKING' | 'HOUR'
export const MAX_QUANTITY = 10_000

/** What the menu says about an item. Prices are integers in the currency's smallest unit. */
export interface MenuItem {
  id: string
  name: string
  per: PriceUnit
  priceCents: number
  /** ISO 4217. */
  currency: string
  isActive: boolean
}

export interface WantedItem {
  serviceItemId: string
  /** What the unit suggests when it is not given. */
  quantity?: number | null | undefined
}

/** For whom and when: what quantities follow from. */
export interface Occasion extends TimeWindow {
  adults: number
  children: number
}

export interface PricedLine {
  serviceItemId: string
  name: string
  per: PriceUnit
  unitPriceCents: number
  quantity: number
  lineTotalCents: number
}

export interface Price {
  lines: readonly PricedLine[]
  subtotalCents: number
  totalCents: number
}

/** As many as there are guests, children included; one; or as many as the booking has begun hours. */
export function defaultQuantity(per: PriceUnit, occasion: Occasion): number {
  if (per === 'GUEST') return occasion.adults + occasion.children
  return per === 'HOUR' ? hoursBegun(occasion) : 1
}

/**
 * Line = unit price × quantity; subtotal = sum of the lines; total = subtotal, as long as there is neither tax nor
 * discount. Refuses items that are not on the menu, not in the station's currency, or come to more than can be
 * counted exactly.
 */
export function priceItems(
  wanted: readonly WantedItem[],
  menu: ReadonlyMap<string, MenuItem>,
  { occasion, currency }: { occasion: Occasion; currency: string },
): Price {
  const issues: InputIssue[] = []
  const lines = wanted.map(({ serviceItemId, quantity: given }, at) => {
    const item = menu.get(serviceItemId)
    if (!item?.isActive) throw new NotFoundError('service item', ['items', String(at), 'serviceItemId'])
    const refuse = (field: string, message: string) => issues.push({ path: ['items', String(at), field], message })
    const quantity = given ?? defaultQuantity(item.per, occasion)
    if (item.currency !== currency) refuse('serviceItemId', `is sold in ${item.currency}, the station in ${currency}`)
    if (quantity > MAX_QUANTITY) refuse('quantity', `must be at most ${MAX_QUANTITY}, and comes to ${quantity}`)
    const { name, per, priceCents } = item
    return { serviceItemId, name, per, unitPriceCents: priceCents, quantity, lineTotalCents: priceCents * quantity }
  })
  const subtotalCents = lines.reduce((sum, { lineTotalCents }) => sum + lineTotalCents, 0)
  // Beyond 2^53 - 1 a sum is no longer exact, and never comes out below it.
  if (!Number.isSafeInteger(subtotalCents)) issues.push({ path: ['items'], message: 'come to too large a sum' })
  const [first, ...rest] = issues
  if (first) throw new ValidationError([first, ...rest])
  return { lines, subtotalCents, totalCents: subtotalCents }
}
