import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { listRoles } from '../store/role-reads.ts'
import { Role } from './role.type.ts'

builder.queryField('roles', (t) =>
  t.field({
    type: [Role],
    listSize: 20,
    cost: weights.part,
    description: 'The roles that there are: those of every business and those of one’s own, the highest rank first.',
    authScopes: { permission: 'identity:user:read' },
    resolve: (_root, _args, { reads }) => listRoles(reads),
  }),
)
