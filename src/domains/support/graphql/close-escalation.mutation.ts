import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { closeEscalation } from '../use-cases/close-escalation.ts'
import { escalationPayload } from './escalation-payload.type.ts'

const CloseEscalationInput = builder.inputType('CloseEscalationInput', {
  description: 'Which escalation is put away.',
  fields: (t) => ({
    escalationId: t.id({ required: true, description: 'Which escalation.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the step is based on.' }),
  }),
})

const CloseEscalationPayload = escalationPayload('CloseEscalationPayload', 'The escalation has been put away.')

builder.mutationField('closeEscalation', (t) =>
  t.field({
    type: CloseEscalationPayload,
    description: 'Puts a RESOLVED escalation away, if nothing happened to it since expectedVersion.',
    authScopes: { permission: 'support:escalation:close' },
    args: { input: t.arg({ type: CloseEscalationInput, required: true, description: 'Which escalation.' }) },
    errors: {
      types: [InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'CloseEscalationResult' },
    },
    resolve: (_root, { input: { escalationId, expectedVersion } }, { perform }) =>
      perform(closeEscalation, {
        escalationId: requireId('escalation', escalationId, 'escalationId'),
        expectedVersion,
      }),
  }),
)
