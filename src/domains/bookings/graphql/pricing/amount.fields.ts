import type { ObjectFields } from '#graphql/builder.ts'
import { Money } from '#graphql/money.ts'
import type { BookingPrice } from '../../model/pricing/price-booking.ts'

type Amounts = Pick<
  BookingPrice,
  'subtotalCents' | 'discountCents' | 'travelCents' | 'taxCents' | 'taxIncluded' | 'currency'
>

/** What a total comes from, of a price as of a booking. */
export function amountFields<Shape extends Amounts>(t: ObjectFields<Shape>) {
  return {
    subtotal: t.field({
      type: Money,
      description: 'Guests, items and surcharges, before anything is taken off or put on.',
      resolve: ({ subtotalCents, currency }) => ({ amountCents: subtotalCents, currency }),
    }),
    discount: t.field({
      type: Money,
      description: 'What is taken off, as a positive amount.',
      resolve: ({ discountCents, currency }) => ({ amountCents: discountCents, currency }),
    }),
    travel: t.field({
      type: Money,
      description: 'For the way beyond the free radius.',
      resolve: ({ travelCents, currency }) => ({ amountCents: travelCents, currency }),
    }),
    tax: t.field({
      type: Money,
      description: 'The tax; within the other amounts where taxIncluded says so.',
      resolve: ({ taxCents, currency }) => ({ amountCents: taxCents, currency }),
    }),
    taxIncluded: t.boolean({
      description: 'Whether prices include the tax.',
      resolve: ({ taxIncluded }) => taxIncluded,
    }),
  }
}
