import { builder } from '#graphql/builder.ts'
import { findIds } from '#graphql/ids.ts'
import { CaughtUp, type CaughtUpMessage, type EventMessage, StreamMessage } from '#graphql/stream.ts'
import { stationsWith } from '#kernel/viewer.ts'
import type { StoredEvent } from '#platform/events/domain-event.ts'
import type { MemberPresenceChanged, MemberSuspended } from '../events.ts'
import { userById } from '../store/identity-reads.ts'
import type { UserRow } from '../store/identity-rows.ts'
import { Station } from './station.type.ts'
import { User } from './user.type.ts'
import { Presence } from './user-enums.ts'

/** Who is suspended is gone. */
type PresenceEvent = StoredEvent<MemberPresenceChanged> | StoredEvent<MemberSuspended>
const types: readonly PresenceEvent['type'][] = ['member.presence_changed', 'member.suspended']

type PresenceMessage = Omit<EventMessage, 'event'> & { event: PresenceEvent }
/** A change of somebody whom the viewer may see. */
type VisibleChange = PresenceMessage & { user: UserRow }

const PresenceChange = builder.objectRef<VisibleChange>('PresenceChange').implement({
  description: 'That somebody has come, gone or stepped away.',
  interfaces: [StreamMessage],
  fields: (t) => ({
    user: t.field({ type: User, description: 'Who, as they are now.', resolve: ({ user }) => user }),
    station: t.field({
      type: Station,
      description: 'Where they work. Who works at several stations is told of at each.',
      resolve: ({ event }) => event.stationId,
    }),
    presence: t.field({
      type: Presence,
      description: 'Whether they were there from then on.',
      resolve: ({ event }) => (event.type === 'member.suspended' ? 'OFFLINE' : event.payload.presence),
    }),
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it happened.',
      resolve: ({ event }) => event.occurredAt,
    }),
  }),
})

const PresenceChangedMessage = builder.unionType('PresenceChangedMessage', {
  description: 'What presenceChanged sends.',
  types: [PresenceChange, CaughtUp],
  resolveType: (message: VisibleChange | CaughtUpMessage) =>
    message.kind === 'caughtUp' ? 'CaughtUp' : 'PresenceChange',
})

builder.subscriptionField('presenceChanged', (t) =>
  t.field({
    type: PresenceChangedMessage,
    nullable: true,
    description:
      'Who comes and goes at the stations where one holds identity:user:read, as it happens. Each change is sent only if one may still see the person at that time; null is never sent.',
    authScopes: { permission: 'identity:user:read' },
    args: {
      stationIds: t.arg.idList({ description: 'Only at these stations; all that one may see when it is not given.' }),
      after: t.arg({
        type: 'EventCursor',
        description: 'What has happened since this cursor comes first. Without it nothing from before is sent.',
      }),
    },
    subscribe: (_root, { stationIds, after }, { viewer, follow }) => {
      const wanted = stationIds && findIds('station', stationIds)
      const visible = stationsWith(viewer, 'identity:user:read')
      return follow({
        permission: 'identity:user:read',
        filter: {
          types: new Set<string>(types),
          stationIds: new Set(wanted ? visible.filter((id) => wanted.includes(id)) : visible),
        },
        after: after ?? null,
      }) as AsyncIterable<PresenceMessage | CaughtUpMessage>
    },
    // The database has the last word on who sees the person; a message that becomes null is not sent.
    resolve: async (message, _args, { reads }) => {
      if (message.kind === 'caughtUp') return message
      const user = await reads.load(userById, message.event.payload.userId)
      return user && { ...message, user }
    },
  }),
)
