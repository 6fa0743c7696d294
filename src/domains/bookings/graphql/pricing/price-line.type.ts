import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { Money } from '#graphql/money.ts'
import type { PriceLine } from '../../model/pricing/price-booking.ts'
import { PriceUnit } from '../booking-enums.ts'
import { ServiceItem } from '../service-item.type.ts'

const PriceLineKind = builder.enumType('PriceLineKind', {
  description: 'What a line of a price is for, in the order in which lines come.',
  values: {
    GUESTS: { description: 'What the tier takes for each adult or child; code is ADULTS or CHILDREN.' },
    ITEM: { description: 'An item of the menu; it has no code.' },
    SURCHARGE: { description: 'What a weekend or a holiday adds; code is WEEKEND or HOLIDAY.' },
    DISCOUNT: {
      description: 'What is taken off, as a negative amount; code is that of the offer or coupon, or SEASON.',
    },
    TRAVEL: { description: 'The way beyond the free radius; code is TRAVEL.' },
    TAX: { description: 'Tax on top of the rest; code is TAX. There is none where prices include it.' },
    ROUNDING: { description: 'What brings the total to what the station rounds to, up or down; code is ROUNDING.' },
  } as const,
})

/** A line, and in which currency it is. */
export interface PricedLineShape extends PriceLine {
  currency: string
}

export const PriceLineType = builder.objectRef<PricedLineShape>('PriceLine').implement({
  description: 'One line of a price. All lines of a price come to its total.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    kind: t.expose('kind', { type: PriceLineKind, description: 'What it is for.' }),
    code: t.exposeString('code', {
      nullable: true,
      description: 'What exactly it is for, for programs; null for an ITEM.',
    }),
    label: t.exposeString('name', { description: 'What exactly it is for, for people; at most 200 characters.' }),
    serviceItem: t.field({
      type: ServiceItem,
      nullable: true,
      description: 'The item of the menu, as it is today; null unless it is an ITEM.',
      resolve: ({ serviceItemId }) => serviceItemId,
    }),
    per: t.expose('per', { type: PriceUnit, description: 'What the unit price is for.' }),
    unitPrice: t.field({
      type: Money,
      description: 'The price of one unit.',
      resolve: ({ unitPriceCents, currency }) => ({ amountCents: unitPriceCents, currency }),
    }),
    quantity: t.exposeInt('quantity', { description: 'How many units, 1 to 10000.' }),
    lineTotal: t.field({
      type: Money,
      description: 'Unit price times quantity.',
      resolve: ({ lineTotalCents, currency }) => ({ amountCents: lineTotalCents, currency }),
    }),
  }),
})
