import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { retireSeasonalOffer } from '../../use-cases/pricing/retire-seasonal-offer.ts'
import { seasonalOfferPayload } from './seasonal-offer.type.ts'

const RetireSeasonalOfferInput = builder.inputType('RetireSeasonalOfferInput', {
  description: 'Which offer holds no longer.',
  fields: (t) => ({
    seasonalOfferId: t.id({ required: true, description: 'Which offer.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }),
})

const RetireSeasonalOfferPayload = seasonalOfferPayload('RetireSeasonalOfferPayload', 'The offer holds no longer.')

builder.mutationField('retireSeasonalOffer', (t) =>
  t.field({
    type: RetireSeasonalOfferPayload,
    description:
      'Takes an offer away for good, if nobody changed it since expectedVersion. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: RetireSeasonalOfferInput, required: true, description: 'Which offer.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'RetireSeasonalOfferResult' },
    },
    resolve: (_root, { input: { seasonalOfferId, expectedVersion } }, { perform }) =>
      perform(retireSeasonalOffer, {
        ruleId: requireId('seasonal offer', seasonalOfferId, 'seasonalOfferId'),
        expectedVersion,
      }),
  }),
)
