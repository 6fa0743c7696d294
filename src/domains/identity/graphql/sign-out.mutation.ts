import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { signOut } from '../use-cases/sign-out.ts'

const SignOutPayload = builder.objectRef<{ ended: true }>('SignOutPayload').implement({
  description: 'The session has ended.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    ended: t.exposeBoolean('ended', { description: 'Always true.' }),
  }),
})

builder.mutationField('signOut', (t) =>
  t.field({
    type: SignOutPayload,
    description: "Ends the viewer's session; its tokens stop working within a second.",
    subGraphs: inApps,
    authScopes: { signedIn: true },
    resolve: async (_root, _args, { perform }) => {
      await perform(signOut, null)
      return { ended: true as const }
    },
  }),
)
