import { builder } from '#graphql/builder.ts'
import { Booking, bookingNode } from './booking.type.ts'

builder.queryField('booking', (t) =>
  t.field({
    type: Booking,
    nullable: true,
    description: 'One booking; null when there is none with this id that one may see.',
    authScopes: { permission: 'bookings:booking:read' },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: (_root, { id }, context) => bookingNode.find(id, context),
  }),
)
