import type { ObjectFieldBuilder } from '@pothos/core'
import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { InvalidCredentialsError, SessionEndedError } from '../model/refusals.ts'
import type { TokenPair } from '../use-cases/issue-tokens.ts'
import { User } from './user.type.ts'

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never

/** The fields of every payload that hands out a session's tokens. */
function tokenFields(t: ObjectFieldBuilder<Types, TokenPair>) {
  return {
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
  }
}

export const SignInPayload = builder.objectRef<TokenPair>('SignInPayload').implement({
  description: 'A new session.',
  fields: (t) => ({
    ...tokenFields(t),
    user: t.field({ type: User, description: 'Who signed in.', resolve: ({ userId }) => userId }),
  }),
})

export const RefreshSessionPayload = builder.objectRef<TokenPair>('RefreshSessionPayload').implement({
  description: 'The session goes on with these tokens.',
  fields: tokenFields,
})

builder.objectType(InvalidCredentialsError, {
  name: 'InvalidCredentialsError',
  description: 'E-mail address and password do not open an account; which of the two is wrong is not told.',
  interfaces: [UserError],
})

builder.objectType(SessionEndedError, {
  name: 'SessionEndedError',
  description: 'The session is over, or the token was used before: sign in again.',
  interfaces: [UserError],
})
