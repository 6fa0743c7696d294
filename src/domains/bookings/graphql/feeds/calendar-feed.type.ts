import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { UserError } from '#graphql/user-errors.ts'
import { actorOf, holdsAt } from '#kernel/viewer.ts'
import { Station, User } from '../../../identity/index.ts'
import { CalendarFeedLimitError } from '../../model/feeds/feed-limits.ts'
import { FEED_DAYS, MAX_FEED_EVENTS } from '../../model/feeds/feed-window.ts'
import { calendarFeedById } from '../../store/feeds/calendar-feed-reads.ts'
import type { IssuedFeed } from '../../use-cases/feeds/create-calendar-feed.ts'
import { Resource } from '../resource.type.ts'

export const CalendarFeed = loadableRef('CalendarFeed', calendarFeedById)

// One's own, and those of others for who may end them; in the chef app only those of oneself.
registerNode('calendar feed', 'CalendarFeed', async (uuid, { reads, viewer, audience }) => {
  const row = await reads.load(calendarFeedById, uuid)
  if (!row) return null
  const isOwn = row.createdById !== null && row.createdById === actorOf(viewer)
  const maySee = isOwn && holdsAt(viewer, 'bookings:booking:read', row.stationId)
  if (audience === 'chef') return maySee && row.personId === actorOf(viewer) ? row : null
  return maySee || holdsAt(viewer, 'bookings:feed:manage', row.stationId) ? row : null
})

CalendarFeed.implement({
  description: `A calendar (iCalendar, RFC 5545) that programs fetch by a secret address. It has the bookings that begin from ${FEED_DAYS.back} days before until ${FEED_DAYS.ahead} days after it is fetched, and of a resource the approved time off; of more than ${MAX_FEED_EVENTS} events the nearest, those that lie ahead first. Nothing in it tells of customers. It shows what its maker may see when it is fetched, and is not found any more once its maker may not read bookings there, or its resource is not in use.`,
  interfaces: [Node],
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('calendar feed', id) }),
    name: t.exposeString('name', { description: 'What programs call it.' }),
    station: t.field({ type: Station, description: 'Where its bookings are.', resolve: ({ stationId }) => stationId }),
    resource: t.field({
      type: Resource,
      nullable: true,
      description: 'Whose bookings it has; null for all of the station.',
      resolve: ({ resourceId }) => resourceId,
    }),
    createdBy: t.field({
      type: User,
      nullable: true,
      subGraphs: ['admin'],
      description: 'Who has made it: with the rights of this person it is read. Null when the account is gone.',
      resolve: ({ createdById }) => createdById,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    rotatedAt: t.expose('rotatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last got another address; null for never.',
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When somebody ended it.' }),
    lastReadAt: t.expose('lastReadAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last fetched, give or take an hour; null for never.',
    }),
  }),
})

export const CalendarFeedConnection = connectionType('CalendarFeed', CalendarFeed)

/** The payload of a mutation that gives a feed an address. */
export function issuedFeedPayload(name: string, description: string) {
  return builder.objectRef<IssuedFeed>(name).implement({
    description,
    defaultSubGraphsForFields: inApps,
    fields: (t) => ({
      calendarFeed: t.field({
        type: CalendarFeed,
        description: 'What is kept of it.',
        resolve: ({ calendarFeedId }) => calendarFeedId,
      }),
      url: t.string({
        description:
          'Where programs fetch it. A secret, and shown this once: nobody can find it out again, and whoever knows it can read the calendar.',
        resolve: ({ token }, _args, { gatewayUrl }) => `${gatewayUrl}/calendars/${token}.ics`,
      }),
    }),
  })
}

const CalendarFeedLimitOf = builder.enumType('CalendarFeedLimitOf', {
  description: 'Whose calendar feeds are counted.',
  values: {
    STATION: { description: 'All of the station.' },
    PERSON: { description: 'Those that one has made at the station.' },
  } as const,
})

builder.objectType(CalendarFeedLimitError, {
  name: 'CalendarFeedLimitError',
  description: 'There are as many calendar feeds as there may be; those that were revoked do not count.',
  defaultSubGraphsForFields: inApps,
  interfaces: [UserError],
  fields: (t) => ({
    of: t.expose('of', { type: CalendarFeedLimitOf, description: 'Whose.' }),
    limit: t.exposeInt('limit', { description: 'How many there may be.' }),
  }),
})
