import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { CoordinatesInput } from '../../../identity/index.ts'
import { quotePrice } from '../../use-cases/pricing/quote-price.ts'
import { BookingKind } from '../booking-enums.ts'
import { BookingItemInput, toWantedItems } from '../booking-item.input.ts'
import { QuoteType } from './quote.type.ts'

const QuoteInput = builder.inputType('QuoteInput', {
  description: 'What somebody wants to know the price of. Fields mean what they mean for createBooking.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'The station that would serve it.' }),
    kind: t.field({ type: BookingKind, required: true, description: 'What would be booked.' }),
    startsAt: t.field({ type: 'DateTime', required: true, description: 'When it would begin; in the future.' }),
    endsAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it would end: after startsAt, by 7 days at most.',
    }),
    adults: t.int({ required: true, description: 'Grown-up guests, 1 to 10000.' }),
    children: t.int({ description: 'Guests who are children, 0 to 10000; 0 when it is not given.' }),
    items: t.field({ type: [BookingItemInput], description: 'What would be ordered, at most 50 lines.' }),
    discountCode: t.string({ description: 'Of a seasonal offer or a coupon, at most 40 characters, in any case.' }),
    venuePoint: t.field({
      type: CoordinatesInput,
      description: 'Where it would take place: for the price of the way there.',
    }),
  }),
})

builder.queryField('quote', (t) =>
  t.field({
    type: QuoteType,
    description:
      'What something would cost, itemized, kept for 30 minutes for whoever books it with the quoteToken. Changes nothing, and keeps no time free.',
    subGraphs: everywhere,
    authScopes: { permission: 'bookings:menu:read' },
    args: { input: t.arg({ type: QuoteInput, required: true, description: 'What.' }) },
    errors: {
      types: [NotFoundError, ValidationError],
      union: { name: 'QuoteResult', description: 'The quote, or the reason why there is none.' },
    },
    resolve: (_root, { input: { stationId, items, ...fields } }, context) =>
      quotePrice(context, context.reads, {
        stationId: requireId('station', stationId, 'stationId'),
        fields: { ...fields, items: toWantedItems(items) },
      }),
  }),
)
