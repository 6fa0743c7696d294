import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import {
  compareIds,
  comparesField,
  DateTimeFilter,
  filterType,
  IdFilter,
  readFilter,
  TextFilter,
} from '#graphql/filters.ts'
import { holdsAt, stationsWith, type Viewer } from '#kernel/viewer.ts'
import { type BookingList, bookingSort, countBookings, listBookings } from '../store/booking-reads.ts'
import { BookingConnection } from './booking.type.ts'
import { BookingKindFilter, BookingSourceFilter, BookingStatusFilter } from './booking-enums.ts'

const BookingFilter = filterType('BookingFilter', 'Which bookings.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By station.' }),
  customer: t.field({
    type: IdFilter,
    subGraphs: ['admin'],
    description: 'By customer. Finds bookings at stations where one holds customers:customer:read.',
  }),
  reference: t.field({ type: TextFilter, description: 'By the whole reference, in any case.' }),
  status: t.field({ type: BookingStatusFilter, description: 'By status.' }),
  kind: t.field({ type: BookingKindFilter, description: 'By kind.' }),
  source: t.field({ type: BookingSourceFilter, subGraphs: ['admin'], description: 'By how it came in.' }),
  resource: t.field({
    type: IdFilter,
    subGraphs: ['admin'],
    description:
      'By whom and what it keeps busy, or kept busy: one of these resources at least, and none of those that it must not.',
  }),
  startsAt: t.field({ type: DateTimeFilter, description: 'By when it begins.' }),
  createdAt: t.field({ type: DateTimeFilter, description: 'By when it was made.' }),
}))

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
    description: 'The bookings of the stations that one may see; for a partner those that it has made.',
    subGraphs: withPartners,
    authScopes: { permission: 'bookings:booking:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: BookingFilter, description: 'Which bookings.' }),
      sort: t.arg({
        type: BookingSort,
        required: true,
        defaultValue: 'CREATED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const list = toList(filter, viewer)
      const page = await listBookings(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countBookings(reads, list) }
    },
  }),
)

function toList(filter: typeof BookingFilter.$inferInput | null | undefined, viewer: Viewer): BookingList {
  const visible = stationsWith(viewer, 'bookings:booking:read')
  return {
    // Who has booked is told only to those who may see customers.
    stationIds: comparesField(filter, 'customer')
      ? visible.filter((id) => holdsAt(viewer, 'customers:customer:read', id))
      : visible,
    filter: readFilter(filter, {
      station: compareIds('station'),
      customer: compareIds('customer'),
      resource: compareIds('resource'),
      reference: compareReferences,
    }),
  }
}

function compareReferences({ eq, in: references, notIn }: typeof TextFilter.$inferInput) {
  const asStored = (text: string) => text.trim().toUpperCase()
  return { eq: eq && asStored(eq), in: references?.map(asStored), notIn: notIn?.map(asStored) }
}
