import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { User } from '../../identity/index.ts'
import type { Actor } from '../store/audit-rows.ts'

const ActorKind = builder.enumType('ActorKind', {
  description: 'What acts.',
  values: {
    USER: { description: 'Somebody of the staff, in a session.' },
    PARTNER: { description: "A partner's program, through an API key." },
    SYSTEM: { description: 'The gateway itself.' },
    ANONYMOUS: { description: 'Somebody who had not signed in: whoever signs in, or refreshes a session.' },
    OWNER: { description: 'The owner of the database: a migration, or maintenance by hand.' },
  } as const,
})

export const AuditActor = builder.objectRef<Actor>('AuditActor').implement({
  description: 'Who did something.',
  fields: (t) => ({
    kind: t.field({ type: ActorKind, description: 'What it is.', resolve: ({ actorKind }) => actorKind }),
    id: t.id({
      nullable: true,
      description: 'Of the user or the API key; null for the others.',
      resolve: ({ actorKind, actorId }) => actorId && publicId(actorKind === 'PARTNER' ? 'API key' : 'user', actorId),
    }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'The person; null for the others, and for somebody of whom one may not know.',
      resolve: ({ actorKind, actorId }) => (actorKind === 'USER' ? actorId : null),
    }),
    name: t.string({
      nullable: true,
      description: 'The door that the gateway took, or the database role of the owner; null for the others.',
      resolve: ({ actorName }) => actorName,
    }),
  }),
})
