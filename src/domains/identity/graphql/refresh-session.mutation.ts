import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { SessionEndedError } from '../model/refusals.ts'
import { refreshSession } from '../use-cases/refresh-session.ts'
import { RefreshSessionPayload } from './session-payload.type.ts'

const RefreshSessionInput = builder.inputType('RefreshSessionInput', {
  description: 'Which session goes on.',
  fields: (t) => ({
    refreshToken: t.string({ required: true, description: 'The newest one that the session has given out.' }),
  }),
})

builder.mutationField('refreshSession', (t) =>
  t.field({
    type: RefreshSessionPayload,
    description:
      'Trades a refresh token for a new pair. A token that comes back more than 10 seconds after its use ends the session.',
    subGraphs: inApps,
    authScopes: { public: true },
    ownTransactions: 'A token that was used before ends its session, although the answer is a refusal.',
    args: { input: t.arg({ type: RefreshSessionInput, required: true, description: 'Which session goes on.' }) },
    errors: { types: [SessionEndedError], union: { name: 'RefreshSessionResult' } },
    resolve: (_root, { input }, { perform, client, audience, accessTokens }) =>
      perform(refreshSession, { ...input, client, audience, accessTokens }),
  }),
)
