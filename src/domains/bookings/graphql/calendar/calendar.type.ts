import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { actorOf, stationsWith } from '#kernel/viewer.ts'
import { Station } from '../../../identity/index.ts'
import { MAX_CALENDAR_ENTRIES } from '../../model/calendar/calendar-request.ts'
import type { CalendarWish } from '../../model/calendar/calendar-wish.ts'
import { readCalendarBookings } from '../../store/calendar/calendar-booking-reads.ts'
import {
  readCalendarBlocks,
  readCalendarTimeOff,
  readCalendarTravel,
} from '../../store/calendar/calendar-entry-reads.ts'
import { readCalendarResources } from '../../store/calendar/calendar-hour-reads.ts'
import { BookingStatus } from '../booking-enums.ts'
import { MAX_STATIONS } from '../chosen-stations.ts'
import {
  CalendarBlock,
  CalendarBooking,
  CalendarResource,
  CalendarTimeOff,
  CalendarTravel,
} from './calendar-entries.type.ts'

/** What keeps its resources busy, or did until it was over. */
const IN_THE_WAY = ['HELD', 'PENDING', 'CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED'] as const

const listed = { listSize: MAX_CALENDAR_ENTRIES, cost: weights.part } as const

/** The lists that are as long as `limit` says at most. */
export const limitedLists = ['resources', 'bookings', 'travel', 'blocks', 'timeOff'] as const

export const Calendar = builder.objectRef<CalendarWish>('Calendar').implement({
  description:
    'What a calendar shows of a stretch of time: all that touches it, also what begins before or ends after it. Each list is read by one statement, when it is selected, and holds everything or is refused.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Its beginning.' }),
    until: t.expose('until', { type: 'DateTime', description: 'Its end; what begins then does not belong to it.' }),
    stations: t.field({
      type: [Station],
      listSize: MAX_STATIONS,
      cost: weights.part,
      description: `Whose calendar it is, with their time zones; at most ${MAX_STATIONS}.`,
      resolve: ({ stations }) => stations.map(({ id }) => id),
    }),
    resources: t.field({
      type: [CalendarResource],
      ...listed,
      description: 'The resources that can be booked, by name, with their hours.',
      resolve: (wish, _args, { reads }) => readCalendarResources(reads, wish),
    }),
    bookings: t.field({
      type: [CalendarBooking],
      ...listed,
      description: 'The bookings and holds, the first to begin first. A hold that has run out is none.',
      args: {
        statuses: t.arg({
          type: [BookingStatus],
          description:
            'Only with one of these statuses; what keeps its resources busy, and what is COMPLETED, when it is not given.',
        }),
      },
      resolve: (wish, { statuses }, { reads }) => readCalendarBookings(reads, wish, statuses ?? IN_THE_WAY),
    }),
    travel: t.field({
      type: [CalendarTravel],
      ...listed,
      description: 'The ways to jobs, the first to begin first.',
      resolve: (wish, _args, { reads }) => readCalendarTravel(reads, wish),
    }),
    blocks: t.field({
      type: [CalendarBlock],
      ...listed,
      description: 'What is blocked for another reason than time off, the first to begin first.',
      resolve: (wish, _args, { reads }) => readCalendarBlocks(reads, wish),
    }),
    timeOff: t.field({
      type: [CalendarTimeOff],
      ...listed,
      description:
        'Time off that is granted; and what is asked for, for those who decide on it and for whoever asks. The first to begin first.',
      resolve: (wish, _args, { reads, viewer }) =>
        readCalendarTimeOff(reads, wish, {
          allAt: stationsWith(viewer, 'bookings:timeoff:approve'),
          ownAt: stationsWith(viewer, 'bookings:timeoff:request'),
          personId: actorOf(viewer),
        }),
    }),
  }),
})
