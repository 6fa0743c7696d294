import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { publicId } from '#graphql/ids.ts'
import type { TimeOffRow } from '../../store/availability/time-off-reads.ts'
import type { CalendarBookingRow } from '../../store/calendar/calendar-booking-reads.ts'
import type { CalendarStretchRow } from '../../store/calendar/calendar-entry-reads.ts'
import type { CalendarResourceRow } from '../../store/calendar/calendar-hour-reads.ts'
import { mayReadTimeOff, TimeOff, TimeOffStatus } from '../availability/time-off.type.ts'
import { Booking } from '../booking.type.ts'
import { Resource } from '../resource.type.ts'

// What lies in an entry and is read along with it is paid for with it.

export const CalendarBooking = builder.objectRef<CalendarBookingRow>('CalendarBooking').implement({
  description: 'A booking on a calendar.',
  fields: (t) => ({
    booking: t.field({
      type: Booking,
      cost: 0,
      description: 'The booking itself; a hold is one that is HELD.',
      resolve: (row) => row,
    }),
    stationId: t.id({
      description: 'The station that serves it.',
      resolve: ({ stationId }) => publicId('station', stationId),
    }),
    resourceIds: t.idList({
      description:
        'What serves it, or was to when it ended; not what was taken off it before. At most 20, none where nobody is assigned yet.',
      resolve: ({ resourceIds }) => resourceIds.map((id) => publicId('resource', id)),
    }),
  }),
})

export const CalendarTravel = builder.objectRef<CalendarStretchRow>('CalendarTravel').implement({
  description: 'A resource on its way to a job.',
  fields: (t) => ({
    resourceId: t.id({
      description: 'What is on the way.',
      resolve: ({ resourceId }) => publicId('resource', resourceId),
    }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it sets out.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it is there.' }),
    booking: t.field({
      type: Booking,
      nullable: true,
      cost: weights.part,
      description: 'The booking to which the way leads.',
      resolve: ({ bookingId }) => bookingId,
    }),
  }),
})

export const CalendarBlock = builder.objectRef<CalendarStretchRow>('CalendarBlock').implement({
  description: 'A stretch in which a resource is blocked for another reason than time off.',
  fields: (t) => ({
    resourceId: t.id({
      description: 'What is blocked.',
      resolve: ({ resourceId }) => publicId('resource', resourceId),
    }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it begins.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it ends.' }),
  }),
})

export const CalendarTimeOff = builder.objectRef<TimeOffRow>('CalendarTimeOff').implement({
  description: 'A stretch in which somebody does not work, or asks not to.',
  fields: (t) => ({
    resourceId: t.id({ description: 'Whose.', resolve: ({ resourceId }) => publicId('resource', resourceId) }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it begins.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it ends.' }),
    status: t.expose('status', {
      type: TimeOffStatus,
      description: 'APPROVED, or REQUESTED: that blocks nothing yet.',
    }),
    timeOff: t.field({
      type: TimeOff,
      nullable: true,
      cost: 0,
      description:
        'All of it, its kind and reason included; null for those who neither decide on it nor asked for it themselves.',
      resolve: (row, _args, { viewer }) => (mayReadTimeOff(row, viewer) ? row : null),
    }),
  }),
})

const OpenHours = builder.objectRef<CalendarResourceRow['open'][number]>('OpenHours').implement({
  description: 'A stretch in which a resource works.',
  fields: (t) => ({
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it begins, or when the calendar does.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it ends, or when the calendar does.' }),
  }),
})

/** 100 rules, each on one day of at most ten weeks. */
const MAX_OPEN_HOURS = 1_000

export const CalendarResource = builder.objectRef<CalendarResourceRow>('CalendarResource').implement({
  description: 'A resource on a calendar.',
  fields: (t) => ({
    resource: t.field({
      type: Resource,
      cost: weights.part,
      description: 'The resource itself.',
      resolve: ({ id }) => id,
    }),
    open: t.field({
      type: [OpenHours],
      listSize: MAX_OPEN_HOURS,
      cost: 0,
      description:
        'When it works, by its weekly hours and by the days that are different, in order; all the time where it has no hours. Time off and bookings are not taken out.',
      resolve: ({ open }) => open,
    }),
  }),
})
