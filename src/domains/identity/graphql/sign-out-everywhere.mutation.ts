import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { signOutEverywhere } from '../use-cases/sign-out-everywhere.ts'
import { endedSessionsPayload } from './ended-sessions.type.ts'

const SignOutEverywhereInput = builder.inputType('SignOutEverywhereInput', {
  description: 'Which sessions end.',
  fields: (t) => ({
    keepCurrent: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the session that asks goes on.',
    }),
  }),
})

const SignOutEverywherePayload = endedSessionsPayload('SignOutEverywherePayload', 'The sessions have ended.')

builder.mutationField('signOutEverywhere', (t) =>
  t.field({
    type: SignOutEverywherePayload,
    description: 'Ends all sessions of the viewer, on all devices; or all but the one that asks.',
    subGraphs: inApps,
    authScopes: { signedIn: true },
    args: {
      input: t.arg({
        type: SignOutEverywhereInput,
        required: true,
        defaultValue: { keepCurrent: false },
        description: 'Which sessions end.',
      }),
    },
    resolve: (_root, { input }, { perform }) => perform(signOutEverywhere, input),
  }),
)
