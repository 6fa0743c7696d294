import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { unassignChef } from '../use-cases/unassign-chef.ts'
import { bookingPayload } from './booking.type.ts'
import { stepFields, toStep } from './booking-step.input.ts'

const UnassignChefInput = builder.inputType('UnassignChefInput', {
  description: 'Which chef is taken off a booking.',
  fields: (t) => ({
    ...stepFields(t),
    resourceId: t.id({ required: true, description: 'Which chef: one of those of the booking.' }),
  }),
})

const UnassignChefPayload = bookingPayload('UnassignChefPayload', 'The chef is off the booking.')

builder.mutationField('unassignChef', (t) =>
  t.field({
    type: UnassignChefPayload,
    description:
      'Takes a chef off a HELD, PENDING, CONFIRMED or EN_ROUTE booking, if nobody changed it since expectedVersion. The time of the chef is free at once.',
    authScopes: { permission: 'bookings:booking:assign' },
    args: { input: t.arg({ type: UnassignChefInput, required: true, description: 'Which chef.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'UnassignChefResult' },
    },
    resolve: (_root, { input: { resourceId, ...step } }, { perform }) =>
      perform(unassignChef, { ...toStep(step), resourceId: requireId('resource', resourceId, 'resourceId') }),
  }),
)
