import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { UserError } from '#graphql/user-errors.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { NotAMemberError } from '../model/refusals.ts'
import { startEscalation } from '../use-cases/start-escalation.ts'
import { escalationPayload } from './escalation-payload.type.ts'

builder.objectType(NotAMemberError, {
  name: 'NotAMemberError',
  description: 'Only members of its station can take an escalation, and the viewer is none: assign it to one.',
  interfaces: [UserError],
})

const StartEscalationInput = builder.inputType('StartEscalationInput', {
  description: 'Work on which escalation begins.',
  fields: (t) => ({
    escalationId: t.id({ required: true, description: 'Which escalation.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the step is based on.' }),
  }),
})

const StartEscalationPayload = escalationPayload('StartEscalationPayload', 'Work on the escalation has begun.')

builder.mutationField('startEscalation', (t) =>
  t.field({
    type: StartEscalationPayload,
    description:
      "Begins work on an escalation that is PENDING or ASSIGNED, if nothing happened to it since expectedVersion. One that nobody has becomes the viewer's; one that somebody has stays theirs.",
    authScopes: { permission: 'support:escalation:start' },
    args: { input: t.arg({ type: StartEscalationInput, required: true, description: 'Which escalation.' }) },
    errors: {
      types: [InvalidTransitionError, NotAMemberError, NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'StartEscalationResult' },
    },
    resolve: (_root, { input: { escalationId, expectedVersion } }, { perform }) =>
      perform(startEscalation, {
        escalationId: requireId('escalation', escalationId, 'escalationId'),
        expectedVersion,
      }),
  }),
)
