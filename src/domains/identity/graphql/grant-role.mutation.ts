import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { OwnAccountError, RankTooLowError, RoleAlreadyHeldError } from '../model/staff-refusals.ts'
import { grantRole } from '../use-cases/grant-role.ts'
import { toStation } from './role-place.ts'
import { userPayload } from './user-payload.type.ts'

const GrantRoleInput = builder.inputType('GrantRoleInput', {
  description: 'Which role somebody is given, and where.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'To whom.' }),
    role: t.string({ required: true, description: 'The code of the role, as `roles` lists it.' }),
    stationId: t.id({ description: 'At this station; they work there from then on.' }),
    wholeOrganization: t.boolean({
      description: 'True instead of a station: at all of the business, also at stations that come later.',
    }),
  }),
})

const GrantRolePayload = userPayload('GrantRolePayload', 'The role has been given; it is good within a second.')

builder.mutationField('grantRole', (t) =>
  t.field({
    type: GrantRolePayload,
    description:
      'Gives somebody else a role, up to the own rank in that place. A role at the whole organization takes the permission at the whole organization.',
    authScopes: { permission: 'identity:role:grant' },
    args: { input: t.arg({ type: GrantRoleInput, required: true, description: 'Which role, to whom, where.' }) },
    errors: {
      types: [NotFoundError, OwnAccountError, RankTooLowError, RoleAlreadyHeldError, ValidationError],
      union: { name: 'GrantRoleResult' },
    },
    resolve: (_root, { input }, { perform }) =>
      perform(grantRole, {
        userId: requireId('user', input.userId, 'userId'),
        role: input.role,
        stationId: toStation(input),
      }),
  }),
)
