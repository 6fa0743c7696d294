import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { Money } from '#graphql/money.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { bookingItemById } from '../store/booking-part-reads.ts'
import type { BookingItemRow } from '../store/booking-rows.ts'
import { PriceUnit } from './booking-enums.ts'
import { ServiceItem } from './service-item.type.ts'

registerNode('booking item', 'BookingItem', readableAtStation(bookingItemById, 'bookings:booking:read'))

export const BookingItem = builder.objectRef<BookingItemRow>('BookingItem').implement({
  description: 'One line of a booking, with name and price as they were when it was booked.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('booking item', id) }),
    serviceItem: t.field({
      type: ServiceItem,
      description: 'The item of the menu, as it is today.',
      resolve: ({ serviceItemId }) => serviceItemId,
    }),
    name: t.exposeString('name', { description: 'Its name then.' }),
    per: t.expose('per', { type: PriceUnit, description: 'What the unit price is for.' }),
    unitPrice: t.field({
      type: Money,
      description: 'The price of one unit then.',
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
