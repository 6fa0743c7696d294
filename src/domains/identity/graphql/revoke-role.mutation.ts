import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { LastOwnerError, RankTooLowError, RoleNotHeldError } from '../model/staff-refusals.ts'
import { revokeRole } from '../use-cases/revoke-role.ts'
import { toStation } from './role-place.ts'
import { userPayload } from './user-payload.type.ts'

const RevokeRoleInput = builder.inputType('RevokeRoleInput', {
  description: 'Which role somebody loses, and where.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Who loses it.' }),
    role: t.string({ required: true, description: 'The code of the role.' }),
    stationId: t.id({
      description: 'At this station; without another role that reaches it they no longer work there.',
    }),
    wholeOrganization: t.boolean({ description: 'True instead of a station: the one at all of the business.' }),
  }),
})

const RevokeRolePayload = userPayload('RevokeRolePayload', 'The role has been taken away; it ends within a second.')

builder.mutationField('revokeRole', (t) =>
  t.field({
    type: RevokeRolePayload,
    description:
      'Takes a role away, up to the own rank in that place; also an own one. The last active owner of a business keeps the role.',
    authScopes: { permission: 'identity:role:revoke' },
    args: { input: t.arg({ type: RevokeRoleInput, required: true, description: 'Which role, whose, where.' }) },
    errors: {
      types: [LastOwnerError, NotFoundError, RankTooLowError, RoleNotHeldError, ValidationError],
      union: { name: 'RevokeRoleResult' },
    },
    resolve: (_root, { input }, { perform }) =>
      perform(revokeRole, {
        userId: requireId('user', input.userId, 'userId'),
        role: input.role,
        stationId: toStation(input),
      }),
  }),
)
