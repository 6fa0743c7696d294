import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { OfferCodeTakenError } from '../../model/pricing/refusals.ts'
import { createSeasonalOffer } from '../../use-cases/pricing/create-seasonal-offer.ts'
import { seasonalOfferPayload } from './seasonal-offer.type.ts'
import { offerFields } from './seasonal-offer-fields.input.ts'

const CreateSeasonalOfferInput = builder.inputType('CreateSeasonalOfferInput', {
  description: 'A new seasonal offer.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'Where it holds.' }),
    name: t.string({ required: true, description: 'As customers read it on their price, 1 to 100 characters.' }),
    ...offerFields(t),
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
