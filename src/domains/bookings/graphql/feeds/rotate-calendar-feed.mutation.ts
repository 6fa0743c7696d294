import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError } from '#kernel/errors.ts'
import { rotateCalendarFeed } from '../../use-cases/feeds/rotate-calendar-feed.ts'
import { issuedFeedPayload } from './calendar-feed.type.ts'

const RotateCalendarFeedInput = builder.inputType('RotateCalendarFeedInput', {
  description: 'Which calendar feed gets another address.',
  fields: (t) => ({ calendarFeedId: t.id({ required: true, description: 'Which.' }) }),
})

const RotateCalendarFeedPayload = issuedFeedPayload(
  'RotateCalendarFeedPayload',
  'The feed is at another address, and at the old one no more.',
)

builder.mutationField('rotateCalendarFeed', (t) =>
  t.field({
    type: RotateCalendarFeedPayload,
    subGraphs: inApps,
    description:
      'Gives a calendar feed another address, for when somebody knows the old one who should not. Only its maker can: it is read with the maker’s rights.',
    authScopes: { permission: 'bookings:booking:read' },
    args: { input: t.arg({ type: RotateCalendarFeedInput, required: true, description: 'Which feed.' }) },
    errors: {
      types: [NotFoundError, ValidationError, InvalidTransitionError],
      union: { name: 'RotateCalendarFeedResult' },
    },
    resolve: (_root, { input: { calendarFeedId } }, { perform, audience }) =>
      perform(rotateCalendarFeed, {
        calendarFeedId: requireId('calendar feed', calendarFeedId, 'calendarFeedId'),
        onlyOwn: audience === 'chef',
      }),
  }),
)
