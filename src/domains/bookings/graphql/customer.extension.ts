import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { Customer } from '../../customers/index.ts'
import { bookingCountOfCustomer, bookingsOfCustomer, newestStartFirst } from '../store/booking-reads.ts'
import { BookingConnection } from './booking.type.ts'

builder.objectField(Customer, 'bookings', (t) =>
  t.field({
    type: BookingConnection,
    description: "The customer's bookings, the last to begin first. Needs bookings:booking:read.",
    args: pageArguments,
    resolve: async ({ id, stationId }, args, { reads, viewer }) => {
      if (!holdsAt(viewer, 'bookings:booking:read', stationId)) throw new ForbiddenError('bookings:booking:read')
      return {
        page: await reads.load(bookingsOfCustomer.page(reads, toPageRequest(args, newestStartFirst)), id),
        sort: newestStartFirst,
        countTotal: () => reads.load(bookingCountOfCustomer, id),
      }
    },
  }),
)
