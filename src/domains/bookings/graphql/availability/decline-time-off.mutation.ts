import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { declineTimeOff } from '../../use-cases/availability/decline-time-off.ts'
import { timeOffPayload } from './time-off.type.ts'

const DeclineTimeOffInput = builder.inputType('DeclineTimeOffInput', {
  description: 'Which time off.',
  fields: (t) => ({
    timeOffId: t.id({ required: true, description: 'Which.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }),
})

const DeclineTimeOffPayload = timeOffPayload('DeclineTimeOffPayload', 'It is turned down.')

builder.mutationField('declineTimeOff', (t) =>
  t.field({
    type: DeclineTimeOffPayload,

    description: 'Turns REQUESTED time off down, if nobody changed it since expectedVersion.',
    authScopes: { permission: 'bookings:timeoff:approve' },
    args: { input: t.arg({ type: DeclineTimeOffInput, required: true, description: 'Which time off.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'DeclineTimeOffResult' },
    },
    resolve: (_root, { input: { timeOffId, ...rest } }, { perform }) =>
      perform(declineTimeOff, { timeOffId: requireId('time off', timeOffId, 'timeOffId'), ...rest }),
  }),
)
