import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { ValidationError } from '#kernel/errors.ts'
import { requestPasswordReset } from '../use-cases/request-password-reset.ts'

const RequestPasswordResetInput = builder.inputType('RequestPasswordResetInput', {
  description: 'Who has forgotten the password.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The e-mail address of the account.' }),
  }),
})

const RequestPasswordResetPayload = builder.objectRef<{ accepted: true }>('RequestPasswordResetPayload').implement({
  description: 'If there is such an account, a mail with a link is on its way to it.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    accepted: t.exposeBoolean('accepted', {
      description: 'Always true: whether there is such an account is not told.',
    }),
  }),
})

builder.mutationField('requestPasswordReset', (t) =>
  t.field({
    type: RequestPasswordResetPayload,
    description:
      'Mails a link to a new password, good for one use and 30 minutes. At most three mails in 15 minutes for an account.',
    subGraphs: inApps,
    authScopes: { public: true },
    ownTransactions: 'Requests count whatever comes of them, and what differs by account happens afterwards.',
    args: {
      input: t.arg({
        type: RequestPasswordResetInput,
        required: true,
        description: 'Who has forgotten the password.',
      }),
    },
    errors: { types: [ValidationError], union: { name: 'RequestPasswordResetResult' } },
    resolve: async (_root, { input }, { perform, client }) => {
      await perform(requestPasswordReset, { ...input, client })
      return { accepted: true as const }
    },
  }),
)
