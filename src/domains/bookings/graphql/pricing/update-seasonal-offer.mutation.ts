import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { OfferCodeTakenError } from '../../model/pricing/refusals.ts'
import { updateSeasonalOffer } from '../../use-cases/pricing/update-seasonal-offer.ts'
import { seasonalOfferPayload } from './seasonal-offer.type.ts'
import { offerFields } from './seasonal-offer-fields.input.ts'

const UpdateSeasonalOfferInput = builder.inputType('UpdateSeasonalOfferInput', {
  description: 'What changes about an offer: fields that are left out stay, null clears.',
  fields: (t) => ({
    seasonalOfferId: t.id({ required: true, description: 'Which offer.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    name: t.string({ description: 'As customers read it on their price, 1 to 100 characters. Cannot be cleared.' }),
    ...offerFields(t),
  }),
})

const UpdateSeasonalOfferPayload = seasonalOfferPayload(
  'UpdateSeasonalOfferPayload',
  'The offer is different from now on.',
)

builder.mutationField('updateSeasonalOffer', (t) =>
  t.field({
    type: UpdateSeasonalOfferPayload,
    description: 'Changes an offer, if nobody did since expectedVersion. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: UpdateSeasonalOfferInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, OfferCodeTakenError],
      union: { name: 'UpdateSeasonalOfferResult' },
    },
    resolve: (_root, { input: { seasonalOfferId, expectedVersion, ...fields } }, { perform }) =>
      perform(updateSeasonalOffer, {
        ruleId: requireId('seasonal offer', seasonalOfferId, 'seasonalOfferId'),
        expectedVersion,
        fields,
      }),
  }),
)
