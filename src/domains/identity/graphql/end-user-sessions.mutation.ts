import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { RankTooLowError } from '../model/staff-refusals.ts'
import { endUserSessions } from '../use-cases/end-user-sessions.ts'
import { endedSessionsPayload } from './ended-sessions.type.ts'

const EndUserSessionsInput = builder.inputType('EndUserSessionsInput', {
  description: 'Who is signed out.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Who.' }),
  }),
})

const EndUserSessionsPayload = endedSessionsPayload(
  'EndUserSessionsPayload',
  'They are signed out everywhere, and may sign in again.',
  ['admin'],
)

builder.mutationField('endUserSessions', (t) =>
  t.field({
    type: EndUserSessionsPayload,
    description:
      'Signs somebody of no higher rank out on all their devices. Takes the permission wherever they have a role.',
    authScopes: { permission: 'identity:session:end' },
    args: { input: t.arg({ type: EndUserSessionsInput, required: true, description: 'Who is signed out.' }) },
    errors: { types: [NotFoundError, RankTooLowError, ValidationError], union: { name: 'EndUserSessionsResult' } },
    resolve: (_root, { input: { userId } }, { perform }) =>
      perform(endUserSessions, { userId: requireId('user', userId, 'userId') }),
  }),
)
