import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { assignEscalation } from '../use-cases/assign-escalation.ts'
import { escalationPayload } from './escalation-payload.type.ts'

const AssignEscalationInput = builder.inputType('AssignEscalationInput', {
  description: 'Who is to have an escalation.',
  fields: (t) => ({
    escalationId: t.id({ required: true, description: 'Which escalation.' }),
    assigneeId: t.id({ required: true, description: 'Who: a member of its station.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the step is based on.' }),
  }),
})

const AssignEscalationPayload = escalationPayload('AssignEscalationPayload', 'The escalation has been assigned.')

builder.mutationField('assignEscalation', (t) =>
  t.field({
    type: AssignEscalationPayload,
    description:
      'Gives an escalation to somebody, if nothing happened to it since expectedVersion. PENDING becomes ASSIGNED; an escalation that is ASSIGNED or IN_PROGRESS changes hands and stays what it is.',
    authScopes: { permission: 'support:escalation:assign' },
    args: { input: t.arg({ type: AssignEscalationInput, required: true, description: 'Which, and to whom.' }) },
    errors: {
      types: [InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'AssignEscalationResult' },
    },
    resolve: (_root, { input: { escalationId, assigneeId, expectedVersion } }, { perform }) =>
      perform(assignEscalation, {
        escalationId: requireId('escalation', escalationId, 'escalationId'),
        assigneeId: requireId('user', assigneeId, 'assigneeId'),
        expectedVersion,
      }),
  }),
)
