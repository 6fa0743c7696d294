import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { updatePricingTier } from '../../use-cases/pricing/update-pricing-tier.ts'
import { pricingTierPayload } from './pricing-tier.type.ts'
import { tierFields } from './pricing-tier-fields.input.ts'

const UpdatePricingTierInput = builder.inputType('UpdatePricingTierInput', {
  description: 'What changes about a tier: fields that are left out stay, null clears.',
  fields: (t) => ({
    pricingTierId: t.id({ required: true, description: 'Which tier.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    name: t.string({ description: 'As customers read it on their price, 1 to 100 characters. Cannot be cleared.' }),
    minGuests: t.int({ description: 'From how many guests on, children included; 1 to 20000. Cannot be cleared.' }),
    adultCents: t.field({
      type: 'SafeInt',
      description: "For each adult, in the currency's smallest unit: 0 to 100000000000. Cannot be cleared.",
    }),
    childCents: t.field({
      type: 'SafeInt',
      description: "For each child, in the currency's smallest unit: 0 to 100000000000. Cannot be cleared.",
    }),
    ...tierFields(t),
  }),
})

const UpdatePricingTierPayload = pricingTierPayload('UpdatePricingTierPayload', 'The tier is different from now on.')

builder.mutationField('updatePricingTier', (t) =>
  t.field({
    type: UpdatePricingTierPayload,
    description: 'Changes a tier, if nobody did since expectedVersion. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: UpdatePricingTierInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'UpdatePricingTierResult' },
    },
    resolve: (_root, { input: { pricingTierId, expectedVersion, ...fields } }, { perform }) =>
      perform(updatePricingTier, {
        ruleId: requireId('pricing tier', pricingTierId, 'pricingTierId'),
        expectedVersion,
        fields,
      }),
  }),
)
