import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { createPricingTier } from '../../use-cases/pricing/create-pricing-tier.ts'
import { pricingTierPayload } from './pricing-tier.type.ts'
import { tierFields } from './pricing-tier-fields.input.ts'

const CreatePricingTierInput = builder.inputType('CreatePricingTierInput', {
  description: 'A new pricing tier.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'Where it holds.' }),
    name: t.string({ required: true, description: 'As customers read it on their price, 1 to 100 characters.' }),
    minGuests: t.int({ required: true, description: 'From how many guests on, children included; 1 to 20000.' }),
    adultCents: t.field({
      type: 'SafeInt',
      required: true,
      description: "For each adult, in the currency's smallest unit: 0 to 100000000000.",
    }),
    childCents: t.field({
      type: 'SafeInt',
      required: true,
      description: "For each child, in the currency's smallest unit: 0 to 100000000000.",
    }),
    ...tierFields(t),
  }),
})

const CreatePricingTierPayload = pricingTierPayload('CreatePricingTierPayload', 'The tier holds from now on.')

builder.mutationField('createPricingTier', (t) =>
  t.field({
    type: CreatePricingTierPayload,
    description: 'Adds a tier to the prices of a station. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: CreatePricingTierInput, required: true, description: 'The tier.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'CreatePricingTierResult' } },
    resolve: (_root, { input: { stationId, ...fields } }, { perform }) =>
      perform(createPricingTier, {
        stationId: requireId('station', stationId, 'stationId'),
        fields,
      }),
  }),
)
