import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { removeAvailabilityOverride } from '../../use-cases/availability/remove-availability-override.ts'

const RemoveAvailabilityOverrideInput = builder.inputType('RemoveAvailabilityOverrideInput', {
  description: 'Which day is like any other again.',
  fields: (t) => ({
    overrideId: t.id({ required: true, description: 'What made it different.' }),
  }),
})

const RemoveAvailabilityOverridePayload = builder
  .objectRef<{ removed: boolean }>('RemoveAvailabilityOverridePayload')
  .implement({
    description: 'The day is like any other again.',
    fields: (t) => ({ removed: t.exposeBoolean('removed', { description: 'Always true.' }) }),
  })

builder.mutationField('removeAvailabilityOverride', (t) =>
  t.field({
    type: RemoveAvailabilityOverridePayload,
    description: 'Makes a day like any other again.',
    authScopes: { permission: 'bookings:availability:manage' },
    args: { input: t.arg({ type: RemoveAvailabilityOverrideInput, required: true, description: 'Which day.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'RemoveAvailabilityOverrideResult' } },
    resolve: (_root, { input: { overrideId } }, { perform }) =>
      perform(removeAvailabilityOverride, {
        overrideId: requireId('availability override', overrideId, 'overrideId'),
      }),
  }),
)
