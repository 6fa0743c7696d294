import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError } from '#kernel/errors.ts'
import { LastOwnerError, OwnAccountError, RankTooLowError } from '../model/staff-refusals.ts'
import { suspendUser } from '../use-cases/suspend-user.ts'
import { userPayload } from './user-payload.type.ts'

const SuspendUserInput = builder.inputType('SuspendUserInput', {
  description: 'Who is shut out.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Who.' }),
  }),
})

const SuspendUserPayload = userPayload('SuspendUserPayload', 'They may not sign in any more; their sessions are over.')

builder.mutationField('suspendUser', (t) =>
  t.field({
    type: SuspendUserPayload,
    description:
      'Shuts somebody of no higher rank out: they may not sign in, and their sessions end. Takes the permission wherever they have a role.',
    authScopes: { permission: 'identity:user:suspend' },
    args: { input: t.arg({ type: SuspendUserInput, required: true, description: 'Who.' }) },
    errors: {
      types: [InvalidTransitionError, LastOwnerError, NotFoundError, OwnAccountError, RankTooLowError, ValidationError],
      union: { name: 'SuspendUserResult' },
    },
    resolve: (_root, { input: { userId } }, { perform }) =>
      perform(suspendUser, { userId: requireId('user', userId, 'userId') }),
  }),
)
