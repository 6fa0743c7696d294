import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { ValidationError } from '#kernel/errors.ts'
import { ResetTokenNotValidError } from '../model/refusals.ts'
import { resetPassword } from '../use-cases/reset-password.ts'
import { endedSessionsPayload } from './ended-sessions.type.ts'

const ResetPasswordInput = builder.inputType('ResetPasswordInput', {
  description: 'Which link leads to which password.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'From the link in the mail.' }),
    newPassword: t.string({
      required: true,
      description: 'The new password, 12 to 128 characters of any kind: not one that is easy to guess.',
    }),
  }),
})

const ResetPasswordPayload = endedSessionsPayload(
  'ResetPasswordPayload',
  'The new password opens the account from now on: sign in with it.',
)

builder.objectType(ResetTokenNotValidError, {
  name: 'ResetTokenNotValidError',
  description: 'The link was used, is older than 30 minutes, or never was one: ask for a new one.',
  defaultSubGraphsForFields: inApps,
  interfaces: [UserError],
})

builder.mutationField('resetPassword', (t) =>
  t.field({
    type: ResetPasswordPayload,
    description: 'Gives the account of a link another password, and ends all its sessions. The link is good once.',
    subGraphs: inApps,
    authScopes: { public: true },
    ownTransactions: 'Attempts count even where they fail, and passwords are hashed outside of any transaction.',
    args: {
      input: t.arg({ type: ResetPasswordInput, required: true, description: 'Which link leads to which password.' }),
    },
    errors: { types: [ResetTokenNotValidError, ValidationError], union: { name: 'ResetPasswordResult' } },
    resolve: (_root, { input }, { perform, client }) => perform(resetPassword, { ...input, client }),
  }),
)
