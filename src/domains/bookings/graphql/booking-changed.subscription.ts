import { builder } from '#graphql/builder.ts'
import { BookingChangeMessage } from './booking-change.type.ts'
import { followBookings, showBooking } from './booking-changes.ts'

builder.subscriptionField('bookingChanged', (t) =>
  t.field({
    type: BookingChangeMessage,
    nullable: true,
    description:
      'What happens to the bookings of the stations where one holds bookings:booking:read, as it happens. Each step is sent only if one may still see its booking at that time; null is never sent.',
    authScopes: { permission: 'bookings:booking:read' },
    args: {
      stationIds: t.arg.idList({ description: 'Only at these stations; all that one may see when it is not given.' }),
      after: t.arg({
        type: 'EventCursor',
        description: 'What has happened since this cursor comes first. Without it nothing from before is sent.',
      }),
    },
    subscribe: (_root, wanted, context) => followBookings(wanted, context),
    // The database has the last word on who sees the booking; a message that becomes null is not sent.
    resolve: showBooking,
  }),
)
