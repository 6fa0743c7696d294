import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { endSession } from '../use-cases/end-session.ts'

const EndSessionInput = builder.inputType('EndSessionInput', {
  description: 'Which session ends.',
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'One of those that `sessions` lists.' }),
  }),
})

const EndSessionPayload = builder.objectRef<{ ended: true }>('EndSessionPayload').implement({
  description: 'The session has ended.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    ended: t.exposeBoolean('ended', { description: 'Always true.' }),
  }),
})

builder.mutationField('endSession', (t) =>
  t.field({
    type: EndSessionPayload,
    description:
      'Ends one of the sessions of the viewer, on whatever device; its tokens and sockets stop working within a second.',
    subGraphs: inApps,
    authScopes: { signedIn: true },
    args: { input: t.arg({ type: EndSessionInput, required: true, description: 'Which session ends.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'EndSessionResult' } },
    resolve: async (_root, { input: { sessionId } }, { perform }) => {
      await perform(endSession, { sessionId: requireId('session', sessionId, 'sessionId') })
      return { ended: true as const }
    },
  }),
)
