import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { ValidationError } from '#kernel/errors.ts'
import { WrongPasswordError } from '../model/refusals.ts'
import { changePassword } from '../use-cases/change-password.ts'
import { endedSessionsPayload } from './ended-sessions.type.ts'

const ChangePasswordInput = builder.inputType('ChangePasswordInput', {
  description: 'From which password to which.',
  fields: (t) => ({
    currentPassword: t.string({ required: true, description: 'The one that opens the account so far.' }),
    newPassword: t.string({
      required: true,
      description: 'Another one, 12 to 128 characters of any kind: not one that is easy to guess.',
    }),
  }),
})

const ChangePasswordPayload = endedSessionsPayload(
  'ChangePasswordPayload',
  'The new password opens the account from now on; of its sessions only this one goes on.',
)

builder.objectType(WrongPasswordError, {
  name: 'WrongPasswordError',
  description: 'What was given as the current password is not.',
  defaultSubGraphsForFields: inApps,
  interfaces: [UserError],
})

builder.mutationField('changePassword', (t) =>
  t.field({
    type: ChangePasswordPayload,
    description:
      'Gives the viewer another password, and ends all their other sessions. Wrong guesses count like those of signIn.',
    subGraphs: inApps,
    authScopes: { signedIn: true },
    ownTransactions: 'Attempts count even where they fail, and passwords are checked outside of any transaction.',
    args: {
      input: t.arg({ type: ChangePasswordInput, required: true, description: 'From which password to which.' }),
    },
    errors: { types: [ValidationError, WrongPasswordError], union: { name: 'ChangePasswordResult' } },
    resolve: (_root, { input }, { perform, client }) => perform(changePassword, { ...input, client }),
  }),
)
