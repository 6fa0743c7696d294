import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { ValidationError } from '#kernel/errors.ts'
import { InvalidCredentialsError } from '../model/refusals.ts'
import { signIn } from '../use-cases/sign-in.ts'
import { SignInPayload } from './session-payload.type.ts'

const SignInInput = builder.inputType('SignInInput', {
  description: 'Who signs in.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The e-mail address of the account.' }),
    password: t.string({ required: true, description: 'Its password, at most 128 characters.' }),
  }),
})

builder.mutationField('signIn', (t) =>
  t.field({
    type: SignInPayload,
    description: 'Opens a session of 30 days.',
    subGraphs: inApps,
    authScopes: { public: true },
    ownTransactions: 'Attempts count even where they fail, and passwords are checked outside of any transaction.',
    args: { input: t.arg({ type: SignInInput, required: true, description: 'Who signs in.' }) },
    errors: { types: [InvalidCredentialsError, ValidationError], union: { name: 'SignInResult' } },
    resolve: (_root, { input }, { perform, client, audience, accessTokens }) =>
      perform(signIn, { ...input, client, audience, accessTokens }),
  }),
)
