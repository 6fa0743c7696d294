import type { ObjectFields } from '#graphql/builder.ts'
import type { Context } from '#graphql/context.ts'
import { Money } from '#graphql/money.ts'
import type { BookingPrice } from '../../model/pricing/price-booking.ts'

type Amounts = Pick<
  BookingPrice,
  'subtotalCents' | 'discountCents' | 'travelCents' | 'taxCents' | 'taxIncluded' | 'depositCents' | 'currency'
>

/** What a total comes from, of a price as of a booking. */
export function amountFields<Shape>(
  t: ObjectFields<Shape>,
  amountsOf: (parent: Shape, context: Context) => Amounts | Promise<Amounts>,
) {
  type Name = Extract<keyof Amounts, `${string}Cents`>
  const amount = (name: Name, description: string) =>
    t.field({
      type: Money,
      description,
      resolve: async (parent, _args, context) => {
        const amounts = await amountsOf(parent, context)
        return { amountCents: amounts[name], currency: amounts.currency }
      },
    })
  return {
    subtotal: amount('subtotalCents', 'Guests, items and surcharges, before anything is taken off or put on.'),
    discount: amount('discountCents', 'What is taken off, as a positive amount.'),
    travel: amount('travelCents', 'For the way beyond the free radius.'),
    tax: amount('taxCents', 'The tax; within the other amounts where taxIncluded says so.'),
    taxIncluded: t.boolean({
      description: 'Whether prices include the tax.',
      resolve: async (parent, _args, context) => (await amountsOf(parent, context)).taxIncluded,
    }),
    deposit: amount('depositCents', 'What of the total is to be paid ahead.'),
  }
}
