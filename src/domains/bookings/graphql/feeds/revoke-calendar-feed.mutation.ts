import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { revokeCalendarFeed } from '../../use-cases/feeds/revoke-calendar-feed.ts'
import { CalendarFeed } from './calendar-feed.type.ts'

const RevokeCalendarFeedInput = builder.inputType('RevokeCalendarFeedInput', {
  description: 'Which calendar feed ends.',
  fields: (t) => ({ calendarFeedId: t.id({ required: true, description: 'Which.' }) }),
})

const RevokeCalendarFeedPayload = builder.objectRef<{ calendarFeedId: string }>('RevokeCalendarFeedPayload').implement({
  description: 'The feed has ended.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    calendarFeed: t.field({
      type: CalendarFeed,
      description: 'The feed.',
      resolve: ({ calendarFeedId }) => calendarFeedId,
    }),
  }),
})

builder.mutationField('revokeCalendarFeed', (t) =>
  t.field({
    type: RevokeCalendarFeedPayload,
    subGraphs: inApps,
    description:
      'Ends a calendar feed for good: one’s own, or in the admin app anybody’s where one holds bookings:feed:manage. Revoking it again changes nothing.',
    authScopes: { permission: 'bookings:booking:read' },
    args: { input: t.arg({ type: RevokeCalendarFeedInput, required: true, description: 'Which feed.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'RevokeCalendarFeedResult' } },
    resolve: (_root, { input: { calendarFeedId } }, { perform, audience }) =>
      perform(revokeCalendarFeed, {
        calendarFeedId: requireId('calendar feed', calendarFeedId, 'calendarFeedId'),
        onlyOwn: audience === 'chef',
      }),
  }),
)
