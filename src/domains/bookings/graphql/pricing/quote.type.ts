import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { Money } from '#graphql/money.ts'
import { UserError } from '#graphql/user-errors.ts'
import { type Quote, QuoteChangedError } from '../../model/pricing/quote.ts'
import { MAX_SUGGESTIONS, type Suggestion } from '../../model/pricing/suggest-upsells.ts'
import { ServiceItem } from '../service-item.type.ts'
import { Price } from './price.type.ts'

const UpsellSuggestion = builder.objectRef<Suggestion>('UpsellSuggestion').implement({
  description: 'Something that could be added.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    serviceItem: t.field({ type: ServiceItem, description: 'What.', resolve: ({ item }) => item.id }),
    quantity: t.exposeInt('quantity', { description: 'How many units there would be if nobody says otherwise.' }),
    total: t.field({
      type: Money,
      description: 'What they come to, before surcharges, discounts and tax.',
      resolve: ({ totalCents, item }) => ({ amountCents: totalCents, currency: item.currency }),
    }),
  }),
})

export const QuoteType = builder.objectRef<Quote>('Quote').implement({
  description: 'A price that is kept until validUntil for whoever books exactly this with the token.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    price: t.field({ type: Price, description: 'What it costs, itemized.', resolve: ({ price }) => price }),
    priceBookVersion: t.exposeInt('version', {
      description: 'The version of the prices of the business that it was made from; 0 when nothing was ever sold.',
    }),
    validUntil: t.expose('validUntil', { type: 'DateTime', description: 'Until when the price is kept: 30 minutes.' }),
    quoteToken: t.exposeString('token', {
      description: 'What to give to createBooking as quoteToken. Opaque; signed, so that it cannot be changed.',
    }),
    suggestions: t.field({
      type: [UpsellSuggestion],
      listSize: MAX_SUGGESTIONS,
      description: 'What could be added, the most important first; at most 10.',
      resolve: ({ suggestions }) => [...suggestions],
    }),
  }),
})

const QuoteChangeReason = builder.enumType('QuoteChangeReason', {
  description: 'Why the price of a quote is not kept.',
  values: {
    FORGED: { description: 'The token is none that the gateway has given out.' },
    OTHER_STATION: { description: 'It is a quote of another station.' },
    EXPIRED: { description: 'Its time is over.' },
    DIFFERENT: { description: 'Something else is to be booked than was quoted; changed says what is different.' },
  } as const,
})

builder.objectType(QuoteChangedError, {
  name: 'QuoteChangedError',
  description: 'The quote is not good for this booking. Show the new price, and book with the token of the new quote.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [UserError],
  fields: (t) => ({
    reason: t.expose('reason', { type: QuoteChangeReason, description: 'Why.' }),
    changed: t.stringList({
      listSize: 8,
      description: 'The fields of the input that are not as they were quoted; for DIFFERENT alone.',
      resolve: ({ changed }) => [...changed],
    }),
    old: t.field({
      type: Price,
      nullable: true,
      description: 'What was quoted; null for FORGED and OTHER_STATION.',
      resolve: ({ old }) => old,
    }),
    new: t.field({
      type: QuoteType,
      description: 'A new quote of what is to be booked now.',
      resolve: (refusal) => refusal.new,
    }),
  }),
})
