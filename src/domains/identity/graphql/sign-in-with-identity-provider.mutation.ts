import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { NotFoundError } from '#kernel/errors.ts'
import { IdentityProviderUnavailableError, IdentityTokenNotValidError } from '../model/refusals.ts'
import { signInWithIdentityProvider } from '../use-cases/sign-in-with-identity-provider.ts'
import { SignInWithIdentityProviderPayload } from './session-payload.type.ts'

const SignInWithIdentityProviderInput = builder.inputType('SignInWithIdentityProviderInput', {
  description: 'Who signs in, as an identity provider says.',
  fields: (t) => ({
    provider: t.string({ required: true, description: 'The name under which this gateway knows the provider.' }),
    idToken: t.string({
      required: true,
      description:
        'The ID token of OpenID Connect that the provider has given to the app, at most 8192 characters. Good for one use, within 10 minutes after it was made.',
    }),
    nonce: t.string({
      description:
        'The `nonce` with which the app has asked the provider for the token; left out when it has sent none.',
    }),
  }),
})

builder.objectType(IdentityTokenNotValidError, {
  name: 'IdentityTokenNotValidError',
  description:
    'The token is not good, was used before, or leads to no account that may sign in; which of these is not told.',
  defaultSubGraphsForFields: inApps,
  interfaces: [UserError],
})

builder.objectType(IdentityProviderUnavailableError, {
  name: 'IdentityProviderUnavailableError',
  description: 'The identity provider cannot be reached, so that nobody knows whether the token is good.',
  defaultSubGraphsForFields: inApps,
  interfaces: [UserError],
  fields: (t) => ({
    retryAfter: t.exposeInt('retryAfter', {
      description: 'Seconds after which the provider is asked again; the same token may be good then.',
    }),
  }),
})

builder.mutationField('signInWithIdentityProvider', (t) =>
  t.field({
    type: SignInWithIdentityProviderPayload,
    description:
      'Opens a session of 30 days for whom an identity provider vouches. At the first time the account with the e-mail address that the provider has checked is linked to the person there.',
    subGraphs: inApps,
    authScopes: { public: true },
    ownTransactions: 'Attempts count even where they fail, and providers are asked outside of any transaction.',
    args: { input: t.arg({ type: SignInWithIdentityProviderInput, required: true, description: 'Who signs in.' }) },
    errors: {
      types: [IdentityTokenNotValidError, IdentityProviderUnavailableError, NotFoundError],
      union: { name: 'SignInWithIdentityProviderResult' },
    },
    resolve: (_root, { input }, { perform, client, audience, accessTokens, identityProviders }) =>
      perform(signInWithIdentityProvider, {
        ...input,
        nonce: input.nonce ?? null,
        client,
        audience,
        accessTokens,
        identityProviders,
      }),
  }),
)
