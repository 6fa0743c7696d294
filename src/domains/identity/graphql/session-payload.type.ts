import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { anonymous } from '#kernel/viewer.ts'
import { InvalidCredentialsError, SessionEndedError } from '../model/refusals.ts'
import { findSessionViewer } from '../use-cases/find-viewer.ts'
import type { TokenPair } from '../use-cases/issue-tokens.ts'
import { User } from './user.type.ts'

/** The payload of every mutation that hands out a session's tokens. */
function tokenPayload(name: string, description: string) {
  return builder.objectRef<TokenPair>(name).implement({
    description,
    defaultSubGraphsForFields: inApps,
    fields: (t) => ({
      accessToken: t.exposeString('accessToken', {
        description: 'Send it as `Authorization: Bearer …`. A JSON Web Token.',
      }),
      accessTokenExpiresAt: t.expose('accessTokenExpiresAt', {
        type: 'DateTime',
        description: 'When it ends: 15 minutes after it was made.',
      }),
      refreshToken: t.exposeString('refreshToken', {
        description: 'Trade it for a new pair with refreshSession; good for one use. Keep it secret.',
      }),
      refreshTokenExpiresAt: t.expose('refreshTokenExpiresAt', {
        type: 'DateTime',
        description: 'When it ends if it is not used: after 7 days, or with the session after 30.',
      }),
      user: t.field({
        type: User,
        description: 'Whose session it is.',
        // The request itself came from nobody, or from somebody else: what follows is read as the session's owner.
        resolve: async ({ userId, sessionId }, _args, { perform, reads }) => {
          reads.renew((await perform(findSessionViewer, { userId, sessionId })) ?? anonymous)
          return userId
        },
      }),
    }),
  })
}

export const SignInPayload = tokenPayload('SignInPayload', 'A new session.')
export const SignInWithIdentityProviderPayload = tokenPayload('SignInWithIdentityProviderPayload', 'A new session.')
export const AcceptInvitePayload = tokenPayload('AcceptInvitePayload', 'The account is one’s own; a new session.')
export const RefreshSessionPayload = tokenPayload('RefreshSessionPayload', 'The session goes on with these tokens.')

builder.objectType(InvalidCredentialsError, {
  name: 'InvalidCredentialsError',
  description: 'E-mail address and password do not open an account; which of the two is wrong is not told.',
  defaultSubGraphsForFields: inApps,
  interfaces: [UserError],
})

builder.objectType(SessionEndedError, {
  name: 'SessionEndedError',
  description: 'The session is over, or the token was used before: sign in again.',
  defaultSubGraphsForFields: inApps,
  interfaces: [UserError],
})
