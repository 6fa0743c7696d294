import { builder } from '#graphql/builder.ts'
import { Escalation, escalationNode } from './escalation.type.ts'

builder.queryField('escalation', (t) =>
  t.field({
    type: Escalation,
    nullable: true,
    description: 'One escalation; null when there is none with this id that one may see.',
    authScopes: { permission: 'support:escalation:read' },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: (_root, { id }, context) => escalationNode.find(id, context),
  }),
)
