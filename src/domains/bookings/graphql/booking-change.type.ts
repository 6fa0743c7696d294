import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { CaughtUp, type CaughtUpMessage, StreamMessage } from '#graphql/stream.ts'
import { Booking } from './booking.type.ts'
import { changeKinds, type VisibleChange } from './booking-changes.ts'
import { BookingStatus } from './booking-enums.ts'

const BookingChangeKind = builder.enumType('BookingChangeKind', {
  description: 'What happened to a booking.',
  values: {
    CREATED: { description: 'It was made.' },
    HELD: { description: 'A time was held for it.' },
    PLACED: { description: 'The hold became a booking.' },
    CONFIRMED: { description: 'The station promised it.' },
    DECLINED: { description: 'The station turned it down.' },
    RESCHEDULED: { description: 'It was moved to another time.' },
    CHEF_ASSIGNED: { description: 'Somebody was given it to serve.' },
    CHEF_UNASSIGNED: { description: 'It was taken from somebody who was to serve it.' },
    UPDATED: { description: 'Its guests, requests or notes were changed.' },
    TRAVEL_STARTED: { description: 'Somebody set out for it.' },
    CHECKED_IN: { description: 'The service began.' },
    COMPLETED: { description: 'The service ended.' },
    CANCELLED: { description: 'It was called off.' },
    NO_SHOW: { description: 'Somebody was not there.' },
    EXPIRED: { description: 'The hold ran out.' },
  } as const,
})

const BookingChange = builder.objectRef<VisibleChange>('BookingChange').implement({
  description: 'A step in the life of a booking, told as it happens.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [StreamMessage],
  fields: (t) => ({
    kind: t.field({
      type: BookingChangeKind,
      description: 'What happened.',
      resolve: ({ event }) => changeKinds[event.type],
    }),
    bookingId: t.id({
      description: 'To which booking.',
      resolve: ({ event }) => publicId('booking', event.aggregateId),
    }),
    version: t.int({
      description: 'The version that the booking has through it. Each version is told once.',
      resolve: ({ event }) => event.aggregateVersion,
    }),
    from: t.field({
      type: BookingStatus,
      nullable: true,
      description: 'The status before; null for a new booking.',
      resolve: ({ event }) => event.payload.from,
    }),
    to: t.field({ type: BookingStatus, description: 'The status after.', resolve: ({ event }) => event.payload.to }),
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it happened.',
      resolve: ({ event }) => event.occurredAt,
    }),
    booking: t.field({
      type: Booking,
      nullable: true,
      description:
        'The booking as it is now, which may be further than when it happened; null for a chef from whom it was taken.',
      resolve: ({ booking }) => booking,
    }),
  }),
})

export const BookingChangeMessage = builder.unionType('BookingChangeMessage', {
  description: 'What the subscriptions to bookings send.',
  types: [BookingChange, CaughtUp],
  resolveType: (message: VisibleChange | CaughtUpMessage) =>
    message.kind === 'caughtUp' ? 'CaughtUp' : 'BookingChange',
})
