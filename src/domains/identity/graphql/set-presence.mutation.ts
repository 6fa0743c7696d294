import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { setPresence } from '../use-cases/set-presence.ts'
import { Presence } from './user-enums.ts'
import { userPayload } from './user-payload.type.ts'

const SetPresenceInput = builder.inputType('SetPresenceInput', {
  description: 'Whether one is there.',
  fields: (t) => ({
    presence: t.field({ type: Presence, required: true, description: 'Whether one is there, from now on.' }),
  }),
})

const SetPresencePayload = userPayload('SetPresencePayload', 'It is known now.', inApps)

builder.mutationField('setPresence', (t) =>
  t.field({
    type: SetPresencePayload,
    description:
      'Says whether one is there oneself. Colleagues hear of a change; saying the same again only moves lastSeenAt, so apps repeat it while they are open.',
    subGraphs: inApps,
    authScopes: { signedIn: true },
    args: { input: t.arg({ type: SetPresenceInput, required: true, description: 'Whether one is there.' }) },
    resolve: (_root, { input: { presence } }, { perform }) => perform(setPresence, { presence }),
  }),
)
