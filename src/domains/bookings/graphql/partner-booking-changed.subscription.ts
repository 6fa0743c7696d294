import { builder } from '#graphql/builder.ts'
import { BookingChangeMessage } from './booking-change.type.ts'
import { followBookings, showBooking } from './booking-changes.ts'

builder.subscriptionField('partnerBookingChanged', (t) =>
  t.field({
    type: BookingChangeMessage,
    nullable: true,
    description:
      'What happens to the bookings that one has made as a partner, as it happens: each step of them, whoever takes it. Null is never sent.',
    subGraphs: ['public'],
    authScopes: { permission: 'bookings:booking:read' },
    args: {
      stationIds: t.arg.idList({
        description: 'Only at these stations; all that the key is for when it is not given.',
      }),
      after: t.arg({
        type: 'EventCursor',
        description: 'What has happened since this cursor comes first. Without it nothing from before is sent.',
      }),
    },
    subscribe: (_root, wanted, context) => followBookings(wanted, context),
    // The database shows a partner its own bookings alone; a message that becomes null is not sent.
    resolve: showBooking,
  }),
)
