import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { type Permission as PermissionCode, permissions } from '#kernel/permissions.ts'
import { Permission } from './role.type.ts'

builder.queryField('permissions', (t) =>
  t.field({
    type: [Permission],
    listSize: 100,
    cost: weights.part,
    description: 'Every right there is.',
    authScopes: { permission: 'identity:user:read' },
    resolve: () => Object.keys(permissions) as PermissionCode[],
  }),
)
