import { builder } from '#graphql/builder.ts'
import { Organization, organizationNode } from './organization.type.ts'

builder.queryField('organization', (t) =>
  t.field({
    type: Organization,
    nullable: true,
    description: 'The business with this id; null when there is none that one may see.',
    authScopes: { permission: 'identity:station:read' },
    args: { id: t.arg.id({ required: true, description: 'Which business.' }) },
    resolve: (_root, { id }, context) => organizationNode.find(id, context),
  }),
)
