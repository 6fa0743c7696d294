import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { updateUpsellRule } from '../../use-cases/pricing/update-upsell-rule.ts'
import { upsellRulePayload } from './upsell-rule.type.ts'

const UpdateUpsellRuleInput = builder.inputType('UpdateUpsellRuleInput', {
  description: 'What changes about a rule: fields that are left out stay, null clears.',
  fields: (t) => ({
    upsellRuleId: t.id({ required: true, description: 'Which rule.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    triggerItemId: t.id({ description: 'To whom wants this. Either this or minGuests, or both.' }),
    minGuests: t.int({ description: 'From how many guests on, children included; 1 to 20000.' }),
    offeredItemId: t.id({ description: 'What is suggested. Cannot be cleared.' }),
    priority: t.int({ description: 'The highest is suggested first; 0 to 1000, 0 when it is not given.' }),
  }),
})

const UpdateUpsellRulePayload = upsellRulePayload('UpdateUpsellRulePayload', 'The rule is different from now on.')

builder.mutationField('updateUpsellRule', (t) =>
  t.field({
    type: UpdateUpsellRulePayload,
    description: 'Changes a rule, if nobody did since expectedVersion. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: UpdateUpsellRuleInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'UpdateUpsellRuleResult' },
    },
    resolve: (
      _root,
      { input: { upsellRuleId, expectedVersion, triggerItemId, offeredItemId, ...fields } },
      { perform },
    ) =>
      perform(updateUpsellRule, {
        ruleId: requireId('upsell rule', upsellRuleId, 'upsellRuleId'),
        expectedVersion,
        fields: {
          ...fields,
          triggerItemId: triggerItemId && requireId('service item', triggerItemId, 'triggerItemId'),
          offeredItemId: offeredItemId && requireId('service item', offeredItemId, 'offeredItemId'),
        },
      }),
  }),
)
