import { z } from 'zod'
import type { Discount, PriceBasis, Wish } from './price-rules.ts'

const point = z.strictObject({ latitude: z.number(), longitude: z.number() }).nullable()
const instant = z.iso.datetime()

/**
 * What a quote's token says: the wish and all that its price was made from. With the rows of that version of the price
 * book it comes to the same price again.
 */
export const quoteContent = z.strictObject({
  stationId: z.guid(),
  /** Of the price book. */
  version: z.int(),
  timezone: z.string(),
  origin: point,
  kind: z.enum(['CATERING', 'APPOINTMENT']),
  startsAt: instant,
  endsAt: instant,
  adults: z.int(),
  children: z.int(),
  /** Item and quantity; null for the quantity that the item's unit suggests. */
  items: z.array(z.tuple([z.guid(), z.int().nullable()])),
  discountCode: z.string().nullable(),
  coupon: z
    .strictObject({
      code: z.string(),
      name: z.string(),
      discountBp: z.int().nullable(),
      discountCents: z.int().nullable(),
      capCents: z.int().nullable(),
    })
    .nullable(),
  venue: point,
  askedAt: instant,
  totalCents: z.int(),
})

export type QuoteContent = z.infer<typeof quoteContent>

/** Where and from what a wish was priced. */
export interface Priced {
  stationId: string
  version: number
  basis: Pick<PriceBasis, 'timezone' | 'origin'> & { coupon: Discount | null }
  totalCents: number
}

export function writeQuote(wish: Wish, { stationId, version, basis, totalCents }: Priced): QuoteContent {
  const { kind, startsAt, endsAt, adults, children, items, discountCode, venue, askedAt } = wish
  const { timezone, origin, coupon } = basis
  return {
    ...{ stationId, version, timezone, origin, kind, adults, children, discountCode, coupon, venue, totalCents },
    items: items.map(({ serviceItemId, quantity }) => [serviceItemId, quantity ?? null]),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    askedAt: askedAt.toISOString(),
  }
}

/** The wish that was quoted. */
export function readWish(content: QuoteContent): Wish {
  const { kind, adults, children, discountCode, venue, items } = content
  return {
    ...{ kind, adults, children, discountCode, venue },
    items: items.map(([serviceItemId, quantity]) => ({ serviceItemId, quantity })),
    startsAt: new Date(content.startsAt),
    endsAt: new Date(content.endsAt),
    askedAt: new Date(content.askedAt),
  }
}

/** In which fields, as the input of a booking names them, a wish is not what was quoted. */
export function changedFields(content: QuoteContent, wish: Wish): string[] {
  const asked = writeQuote(wish, { ...content, basis: content })
  const names = {
    kind: 'kind',
    startsAt: 'startsAt',
    endsAt: 'endsAt',
    adults: 'adults',
    children: 'children',
    items: 'items',
    discountCode: 'discountCode',
    venue: 'venuePoint',
  } as const
  const isChanged = (field: keyof typeof names) => JSON.stringify(asked[field]) !== JSON.stringify(content[field])
  return Object.entries(names).flatMap(([field, name]) => (isChanged(field as keyof typeof names) ? [name] : []))
}
