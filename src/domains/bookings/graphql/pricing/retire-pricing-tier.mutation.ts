import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { retirePricingTier } from '../../use-cases/pricing/retire-pricing-tier.ts'
import { pricingTierPayload } from './pricing-tier.type.ts'

const RetirePricingTierInput = builder.inputType('RetirePricingTierInput', {
  description: 'Which tier holds no longer.',
  fields: (t) => ({
    pricingTierId: t.id({ required: true, description: 'Which tier.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }),
})

const RetirePricingTierPayload = pricingTierPayload('RetirePricingTierPayload', 'The tier holds no longer.')

builder.mutationField('retirePricingTier', (t) =>
  t.field({
    type: RetirePricingTierPayload,
    description:
      'Takes a tier away for good, if nobody changed it since expectedVersion. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: RetirePricingTierInput, required: true, description: 'Which tier.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'RetirePricingTierResult' },
    },
    resolve: (_root, { input: { pricingTierId, expectedVersion } }, { perform }) =>
      perform(retirePricingTier, {
        ruleId: requireId('pricing tier', pricingTierId, 'pricingTierId'),
        expectedVersion,
      }),
  }),
)
