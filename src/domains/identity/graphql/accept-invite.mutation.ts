import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { ValidationError } from '#kernel/errors.ts'
import { InvitationNotValidError } from '../model/staff-refusals.ts'
import { acceptInvite } from '../use-cases/accept-invite.ts'
import { AcceptInvitePayload } from './session-payload.type.ts'

const AcceptInviteInput = builder.inputType('AcceptInviteInput', {
  description: 'Who accepts which invitation.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'From the link in the mail.' }),
    fullName: t.string({ description: 'The whole name, 1 to 200 characters, if the invitation has it wrong.' }),
    password: t.string({
      required: true,
      description: 'A new password, 12 to 128 characters of any kind: not one that is easy to guess.',
    }),
  }),
})

builder.mutationField('acceptInvite', (t) =>
  t.field({
    type: AcceptInvitePayload,
    description:
      'Makes the account of an invitation one’s own, and opens a session of 30 days. The token is good once.',
    subGraphs: inApps,
    authScopes: { public: true },
    ownTransactions: 'The password is hashed outside of any transaction, and nobody is known who could own a key.',
    args: { input: t.arg({ type: AcceptInviteInput, required: true, description: 'Who accepts which invitation.' }) },
    errors: { types: [InvitationNotValidError, ValidationError], union: { name: 'AcceptInviteResult' } },
    resolve: (_root, { input: { token, ...fields } }, { perform, client, audience, accessTokens }) =>
      perform(acceptInvite, { token, fields, client, audience, accessTokens }),
  }),
)
