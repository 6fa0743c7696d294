import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { Money } from '#graphql/money.ts'
import type { BookingPrice } from '../../model/pricing/price-booking.ts'
import { amountFields } from './amount.fields.ts'
import { PriceLineType } from './price-line.type.ts'

/** The most lines that a price has: 50 items, adults and children, a surcharge, an offer, a coupon, travel, tax, rounding. */
export const MAX_LINES = 58

export const Price = builder.objectRef<BookingPrice>('Price').implement({
  description: 'What something costs, itemized.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    lines: t.field({
      type: [PriceLineType],
      listSize: MAX_LINES,
      cost: weights.part,
      description: 'What the total consists of, at most 58 lines.',
      resolve: ({ lines, currency }) => lines.map((line) => ({ ...line, currency })),
    }),
    ...amountFields(t, (price) => price),
    total: t.field({
      type: Money,
      description: 'What is to be paid in all.',
      resolve: ({ totalCents, currency }) => ({ amountCents: totalCents, currency }),
    }),
  }),
})
