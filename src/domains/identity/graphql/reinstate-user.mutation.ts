import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError } from '#kernel/errors.ts'
import { RankTooLowError } from '../model/staff-refusals.ts'
import { reinstateUser } from '../use-cases/reinstate-user.ts'
import { userPayload } from './user-payload.type.ts'

const ReinstateUserInput = builder.inputType('ReinstateUserInput', {
  description: 'Who is let back in.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Who.' }),
  }),
})

const ReinstateUserPayload = userPayload('ReinstateUserPayload', 'They may sign in again.')

builder.mutationField('reinstateUser', (t) =>
  t.field({
    type: ReinstateUserPayload,
    description: 'Lets somebody who was suspended sign in again, with the roles that they have.',
    authScopes: { permission: 'identity:user:suspend' },
    args: { input: t.arg({ type: ReinstateUserInput, required: true, description: 'Who.' }) },
    errors: {
      types: [InvalidTransitionError, NotFoundError, RankTooLowError, ValidationError],
      union: { name: 'ReinstateUserResult' },
    },
    resolve: (_root, { input: { userId } }, { perform }) =>
      perform(reinstateUser, { userId: requireId('user', userId, 'userId') }),
  }),
)
