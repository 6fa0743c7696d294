import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { CalendarFeedLimitError, FEED_LIMITS } from '../../model/feeds/feed-limits.ts'
import { createCalendarFeed } from '../../use-cases/feeds/create-calendar-feed.ts'
import { issuedFeedPayload } from './calendar-feed.type.ts'

const CreateCalendarFeedInput = builder.inputType('CreateCalendarFeedInput', {
  description: 'A new calendar feed: of a station or of a resource, one of the two.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What programs call it, 1 to 100 characters.' }),
    stationId: t.id({ subGraphs: ['admin'], description: 'All bookings of this station.' }),
    resourceId: t.id({
      description: 'The bookings of this resource, and its approved time off. In the chef app one’s own alone.',
    }),
  }),
})

const CreateCalendarFeedPayload = issuedFeedPayload('CreateCalendarFeedPayload', 'The feed can be fetched from now on.')

builder.mutationField('createCalendarFeed', (t) =>
  t.field({
    type: CreateCalendarFeedPayload,
    subGraphs: inApps,
    description: `Makes a calendar feed. A station has at most ${FEED_LIMITS.STATION} that are not revoked, and a person there ${FEED_LIMITS.PERSON} of them.`,
    authScopes: { permission: 'bookings:booking:read' },
    args: { input: t.arg({ type: CreateCalendarFeedInput, required: true, description: 'The feed.' }) },
    errors: {
      types: [NotFoundError, ValidationError, CalendarFeedLimitError],
      union: { name: 'CreateCalendarFeedResult' },
    },
    resolve: (_root, { input: { stationId, resourceId, ...fields } }, { perform, audience }) =>
      perform(createCalendarFeed, {
        stationId: stationId == null ? null : requireId('station', stationId, 'stationId'),
        resourceId: resourceId == null ? null : requireId('resource', resourceId, 'resourceId'),
        onlyOwn: audience === 'chef',
        fields,
      }),
  }),
)
