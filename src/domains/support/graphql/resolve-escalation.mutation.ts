import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { resolveEscalation } from '../use-cases/resolve-escalation.ts'
import { escalationPayload } from './escalation-payload.type.ts'

const ResolveEscalationInput = builder.inputType('ResolveEscalationInput', {
  description: 'Which escalation is resolved, and how.',
  fields: (t) => ({
    escalationId: t.id({ required: true, description: 'Which escalation.' }),
    resolutionNotes: t.string({ required: true, description: 'How it was resolved, 1 to 4000 characters.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the step is based on.' }),
  }),
})

const ResolveEscalationPayload = escalationPayload('ResolveEscalationPayload', 'The escalation has been resolved.')

builder.mutationField('resolveEscalation', (t) =>
  t.field({
    type: ResolveEscalationPayload,
    description:
      'Says that the matter of an escalation that somebody has is settled, if nothing happened to it since expectedVersion.',
    authScopes: { permission: 'support:escalation:resolve' },
    args: { input: t.arg({ type: ResolveEscalationInput, required: true, description: 'Which, and how.' }) },
    errors: {
      types: [InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'ResolveEscalationResult' },
    },
    resolve: (_root, { input: { escalationId, resolutionNotes, expectedVersion } }, { perform }) =>
      perform(resolveEscalation, {
        escalationId: requireId('escalation', escalationId, 'escalationId'),
        resolutionNotes,
        expectedVersion,
      }),
  }),
)
