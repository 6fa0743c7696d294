import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { connectionType, pageArguments, toPageRequest } from '#graphql/connections.ts'
import { BadInputError } from '#kernel/errors.ts'
import { actorOf, stationsWith } from '#kernel/viewer.ts'
import {
  countSchedule,
  listSchedule,
  MAX_SCHEDULE_DAYS,
  type ScheduleEntryRow,
  scheduleByStart,
} from '../store/schedule-reads.ts'
import { Booking } from './booking.type.ts'

export const ScheduleEntryKind = builder.enumType('ScheduleEntryKind', {
  description: 'Why somebody is not free.',
  values: {
    HOLD: { description: 'The time is held for a customer who is still deciding.' },
    BOOKING: { description: 'A booking is served.' },
    TRAVEL: { description: 'On the way.' },
    BLOCK: { description: 'The time is blocked, by time off for example.' },
  } as const,
})

const ScheduleEntry = builder.objectRef<ScheduleEntryRow>('ScheduleEntry').implement({
  description: 'A stretch of time in which one is not free.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    kind: t.expose('kind', { type: ScheduleEntryKind, description: 'Why.' }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it begins.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When one is free again.' }),
    booking: t.field({
      type: Booking,
      nullable: true,
      description: 'The booking that is served, or to which the way leads; null for a block.',
      resolve: ({ bookingId }) => bookingId,
    }),
  }),
})

const ScheduleEntryConnection = connectionType('ScheduleEntry', ScheduleEntry)

builder.queryField('chefSchedule', (t) =>
  t.field({
    type: ScheduleEntryConnection,
    description: 'What one has to do oneself, in the order of time: bookings, ways, blocks.',
    subGraphs: inApps,
    authScopes: { permission: 'bookings:booking:read' },
    args: {
      ...pageArguments,
      from: t.arg({ type: 'DateTime', required: true, description: 'What ends after this time.' }),
      until: t.arg({
        type: 'DateTime',
        required: true,
        description: `What begins before this time: after from, by ${MAX_SCHEDULE_DAYS} days at most.`,
      }),
    },
    resolve: async (_root, { from, until, ...args }, { reads, viewer, clock }) => {
      const days = (until.getTime() - from.getTime()) / 86_400_000
      if (days <= 0 || days > MAX_SCHEDULE_DAYS) {
        throw new BadInputError(`until must be after from, by ${MAX_SCHEDULE_DAYS} days at most.`)
      }
      const stationIds = stationsWith(viewer, 'bookings:booking:read')
      const wanted = { stationIds, userId: actorOf(viewer), from, until, now: clock.now() }
      const page = await listSchedule(reads, wanted, toPageRequest(args, scheduleByStart))
      return { page, sort: scheduleByStart, countTotal: () => countSchedule(reads, wanted) }
    },
  }),
)
