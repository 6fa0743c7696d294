import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { bookingById } from '../store/booking-reads.ts'
import { BookingChangeMessage } from './booking-change.type.ts'
import { followBookings } from './booking-changes.ts'
import { findOwnServing } from './own-bookings.ts'

builder.subscriptionField('myBookings', (t) =>
  t.field({
    type: BookingChangeMessage,
    nullable: true,
    description:
      'What happens to the bookings that one serves, as it happens: that one is given a booking, each step of it, and that it is taken away. Nothing of a booking is sent after that; null is never sent.',
    subGraphs: inApps,
    authScopes: { permission: 'bookings:booking:read' },
    args: {
      after: t.arg({
        type: 'EventCursor',
        description: 'What has happened since this cursor comes first. Without it nothing from before is sent.',
      }),
    },
    subscribe: (_root, { after }, context) => followBookings({ after }, context),
    resolve: async (message, _args, { reads, viewer }) => {
      if (message.kind === 'caughtUp') return message
      const { aggregateId, occurredAt } = message.event
      const serving = await findOwnServing(aggregateId, { reads, viewer })
      if (!serving || occurredAt < serving.assignedAt) return null
      if (serving.unassignedAt === null) return { ...message, booking: await reads.load(bookingById, aggregateId) }
      return occurredAt <= serving.unassignedAt ? { ...message, booking: null } : null
    },
  }),
)
