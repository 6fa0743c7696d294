import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { DateTimeFilter, IdFilter } from '#graphql/filters.ts'
import { findIds } from '#graphql/ids.ts'
import { holdsAt, stationsWith, type Viewer } from '#kernel/viewer.ts'
import { type BookingFilter, bookingSort, countBookings, listBookings } from '../store/booking-reads.ts'
import { BookingConnection } from './booking.type.ts'
import { BookingKind, BookingStatus } from './booking-enums.ts'

const BookingFilterInput = builder.inputType('BookingFilter', {
  description: 'Which bookings; all conditions must hold.',
  fields: (t) => ({
    station: t.field({ type: IdFilter, description: 'Of one of these stations.' }),
    customer: t.field({
      type: IdFilter,
      description: 'Of one of these customers. Finds them at stations where one holds customers:customer:read.',
    }),
    status: t.field({ type: [BookingStatus], description: 'In one of these statuses.' }),
    kind: t.field({ type: BookingKind, description: 'Of this kind.' }),
    startsAt: t.field({ type: DateTimeFilter, description: 'Beginning at this time.' }),
    createdAt: t.field({ type: DateTimeFilter, description: 'Made at this time.' }),
    reference: t.string({ description: 'With exactly this reference, in any case.' }),
  }),
})

type Wanted = typeof BookingFilterInput.$inferInput

const sorts = {
  CREATED_AT_DESC: bookingSort('createdAt', 'desc'),
  CREATED_AT_ASC: bookingSort('createdAt', 'asc'),
  STARTS_AT_DESC: bookingSort('startsAt', 'desc'),
  STARTS_AT_ASC: bookingSort('startsAt', 'asc'),
}

const BookingSort = builder.enumType('BookingSort', {
  description: 'The order of bookings.',
  values: {
    CREATED_AT_DESC: { description: 'The last made first.' },
    CREATED_AT_ASC: { description: 'The first made first.' },
    STARTS_AT_DESC: { description: 'The last to begin first.' },
    STARTS_AT_ASC: { description: 'The first to begin first.' },
  } as const,
})

builder.queryField('bookings', (t) =>
  t.field({
    type: BookingConnection,
    description: 'The bookings of the stations that one may see.',
    authScopes: { permission: 'bookings:booking:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: BookingFilterInput, description: 'Which bookings.' }),
      sort: t.arg({
        type: BookingSort,
        required: true,
        defaultValue: 'CREATED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const wanted = toFilter(filter ?? {}, viewer)
      const page = await listBookings(reads, wanted, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countBookings(reads, wanted) }
    },
  }),
)

function toFilter({ station, customer, reference, ...columns }: Wanted, viewer: Viewer): BookingFilter {
  const wanted = station && findIds('station', station.in)
  // Who has booked is told only to those who may see customers.
  const visible = stationsWith(viewer, 'bookings:booking:read').filter(
    (id) => (!wanted || wanted.includes(id)) && (!customer || holdsAt(viewer, 'customers:customer:read', id)),
  )
  return {
    ...columns,
    stationIds: visible,
    customerIds: customer && findIds('customer', customer.in),
    reference: reference?.trim().toUpperCase(),
  }
}
