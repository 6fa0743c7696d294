import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { retireUpsellRule } from '../../use-cases/pricing/retire-upsell-rule.ts'
import { upsellRulePayload } from './upsell-rule.type.ts'

const RetireUpsellRuleInput = builder.inputType('RetireUpsellRuleInput', {
  description: 'Which rule holds no longer.',
  fields: (t) => ({
    upsellRuleId: t.id({ required: true, description: 'Which rule.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }),
})

const RetireUpsellRulePayload = upsellRulePayload('RetireUpsellRulePayload', 'The rule holds no longer.')

builder.mutationField('retireUpsellRule', (t) =>
  t.field({
    type: RetireUpsellRulePayload,
    description:
      'Takes a rule away for good, if nobody changed it since expectedVersion. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: RetireUpsellRuleInput, required: true, description: 'Which rule.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'RetireUpsellRuleResult' },
    },
    resolve: (_root, { input: { upsellRuleId, expectedVersion } }, { perform }) =>
      perform(retireUpsellRule, { ruleId: requireId('upsell rule', upsellRuleId, 'upsellRuleId'), expectedVersion }),
  }),
)
