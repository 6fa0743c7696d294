import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { createUpsellRule } from '../../use-cases/pricing/create-upsell-rule.ts'
import { upsellRulePayload } from './upsell-rule.type.ts'

const CreateUpsellRuleInput = builder.inputType('CreateUpsellRuleInput', {
  description: 'A new upsell rule.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'Where it holds.' }),
    triggerItemId: t.id({ description: 'To whom wants this. Either this or minGuests, or both.' }),
    minGuests: t.int({ description: 'From how many guests on, children included; 1 to 20000.' }),
    offeredItemId: t.id({ required: true, description: 'What is suggested.' }),
    priority: t.int({ description: 'The highest is suggested first; 0 to 1000, 0 when it is not given.' }),
  }),
})

const CreateUpsellRulePayload = upsellRulePayload('CreateUpsellRulePayload', 'The rule holds from now on.')

builder.mutationField('createUpsellRule', (t) =>
  t.field({
    type: CreateUpsellRulePayload,
    description: 'Adds a rule to the prices of a station. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: CreateUpsellRuleInput, required: true, description: 'The rule.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'CreateUpsellRuleResult' } },
    resolve: (_root, { input: { stationId, triggerItemId, offeredItemId, ...fields } }, { perform }) =>
      perform(createUpsellRule, {
        stationId: requireId('station', stationId, 'stationId'),
        fields: {
          ...fields,
          triggerItemId: triggerItemId && requireId('service item', triggerItemId, 'triggerItemId'),
          offeredItemId: requireId('service item', offeredItemId, 'offeredItemId'),
        },
      }),
  }),
)
