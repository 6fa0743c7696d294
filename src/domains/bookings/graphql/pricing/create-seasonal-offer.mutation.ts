import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { OfferCodeTakenError } from '../../model/pricing/refusals.ts'
import { createSeasonalOffer } from '../../use-cases/pricing/create-seasonal-offer.ts'
import { seasonalOfferPayload } from './seasonal-offer.type.ts'

const CreateSeasonalOfferInput = builder.inputType('CreateSeasonalOfferInput', {
  description: 'A new seasonal offer.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'Where it holds.' }),
    name: t.string({ required: true, description: 'As customers read it on their price, 1 to 100 characters.' }),
    code: t.string({
      description:
        'What customers have to name: 3 to 32 letters, digits and hyphens, in any case. Without one everybody gets it.',
    }),
    serviceFromDate: t.field({ type: 'LocalDate', description: 'The first day of service for which it is good.' }),
    serviceUntilDate: t.field({ type: 'LocalDate', description: 'The last day of service for which it is good.' }),
    bookedFromDate: t.field({ type: 'LocalDate', description: 'The first day of booking on which it is good.' }),
    bookedUntilDate: t.field({ type: 'LocalDate', description: 'The last day of booking on which it is good.' }),
    discountBp: t.int({
      description: 'How much off, in ten thousandths of the subtotal: 1 to 10000. Either this or discountCents.',
    }),
    discountCents: t.field({
      type: 'SafeInt',
      description: "How much off, in the currency's smallest unit: 1 to 100000000000.",
    }),
    capCents: t.field({
      type: 'SafeInt',
      description: "The most that it takes off, in the currency's smallest unit: 1 to 100000000000.",
    }),
  }),
})

const CreateSeasonalOfferPayload = seasonalOfferPayload('CreateSeasonalOfferPayload', 'The offer holds from now on.')

builder.mutationField('createSeasonalOffer', (t) =>
  t.field({
    type: CreateSeasonalOfferPayload,
    description: 'Adds an offer to the prices of a station. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: CreateSeasonalOfferInput, required: true, description: 'The offer.' }) },
    errors: {
      types: [NotFoundError, ValidationError, OfferCodeTakenError],
      union: { name: 'CreateSeasonalOfferResult' },
    },
    resolve: (_root, { input: { stationId, ...fields } }, { perform }) =>
      perform(createSeasonalOffer, {
        stationId: requireId('station', stationId, 'stationId'),
        fields,
      }),
  }),
)
