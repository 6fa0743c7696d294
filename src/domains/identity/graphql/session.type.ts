import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { enumFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { idleEnd } from '../model/session-policy.ts'
import type { SessionRow } from '../store/identity-rows.ts'
import { unrevokedSessionById } from '../store/session-reads.ts'

const SessionAudience = builder.enumType('SessionAudience', {
  description: 'In which app somebody is signed in.',
  values: {
    ADMIN: { description: 'In the admin app.' },
    CHEF: { description: 'In the mobile app of the chefs.' },
  } as const,
})

export const SessionAudienceFilter = enumFilter('SessionAudience', SessionAudience)

// As in the list: one's own, while they go on.
registerNode('session', 'Session', async (uuid, { reads, viewer, clock }) => {
  if (viewer.kind !== 'user') return null
  const row = await reads.load(unrevokedSessionById, uuid)
  const goesOn = row?.userId === viewer.userId && idleEnd(row.lastUsedAt, row.expiresAt) > clock.now()
  return goesOn ? row : null
})

const Session = builder.objectRef<SessionRow>('Session').implement({
  description: 'A sign-in on one device.',
  interfaces: [Node],
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('session', id) }),
    isCurrent: t.boolean({
      description: 'Whether it is the one that asks.',
      resolve: ({ id }, _args, { viewer }) => viewer.kind === 'user' && viewer.sessionId === id,
    }),
    app: t.expose('audience', { type: SessionAudience, description: 'In which app it began, and is good.' }),
    userAgent: t.exposeString('userAgent', {
      nullable: true,
      description: 'As which program the device presented itself, at most 500 characters.',
    }),
    ip: t.exposeString('ip', { nullable: true, description: 'The IP address from which it began.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When somebody signed in.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      description: 'When it was last used, as far as refreshing it shows: to a quarter of an hour.',
    }),
    endsAt: t.field({
      type: 'DateTime',
      description: 'When it ends if it is not used: after 7 days, or 30 days after it began.',
      resolve: ({ lastUsedAt, expiresAt }) => idleEnd(lastUsedAt, expiresAt),
    }),
  }),
})

export const SessionConnection = connectionType('Session', Session)
