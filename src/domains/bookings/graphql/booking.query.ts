import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { findId } from '#graphql/ids.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { bookingById } from '../store/booking-reads.ts'
import { Booking } from './booking.type.ts'
import { isOwn } from './own-bookings.ts'

builder.queryField('booking', (t) =>
  t.field({
    type: Booking,
    nullable: true,
    description:
      'One booking; null when there is none with this id that one may see: in the chef app one that one serves or has served.',
    subGraphs: inApps,
    authScopes: { permission: 'bookings:booking:read' },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: async (_root, { id }, { reads, viewer, audience }) => {
      const uuid = findId('booking', id)
      const row = uuid && (await reads.load(bookingById, uuid))
      if (!row || !holdsAt(viewer, 'bookings:booking:read', row.stationId)) return null
      return audience !== 'chef' || (await isOwn(row.id, { reads, viewer })) ? row : null
    },
  }),
)
