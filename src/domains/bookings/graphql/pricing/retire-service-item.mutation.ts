import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { retireServiceItem } from '../../use-cases/pricing/retire-service-item.ts'
import { serviceItemPayload } from './service-item-payload.ts'

const RetireServiceItemInput = builder.inputType('RetireServiceItemInput', {
  description: 'Which item is taken off the menu.',
  fields: (t) => ({
    serviceItemId: t.id({ required: true, description: 'Which item.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }),
})

const RetireServiceItemPayload = serviceItemPayload('RetireServiceItemPayload', 'The item is off the menu.')

builder.mutationField('retireServiceItem', (t) =>
  t.field({
    type: RetireServiceItemPayload,
    description:
      'Takes an item off the menu, if nobody changed it since expectedVersion. What was booked or quoted stays. Needs the permission at the whole business.',
    authScopes: { permission: 'bookings:menu:manage' },
    args: { input: t.arg({ type: RetireServiceItemInput, required: true, description: 'Which item.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'RetireServiceItemResult' },
    },
    resolve: (_root, { input: { serviceItemId, expectedVersion } }, { perform }) =>
      perform(retireServiceItem, {
        serviceItemId: requireId('service item', serviceItemId, 'serviceItemId'),
        expectedVersion,
      }),
  }),
)
