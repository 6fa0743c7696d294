import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import type { BookingKind, BookingStatus } from '#platform/database/generated/tables/bookings.ts'
import { countList, listPage, prepareEdge, type Sort } from '#platform/database/keyset.ts'
import { countByParent, EdgeRead, readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { BookingRow } from './booking-rows.ts'

const bookingColumns = [
  'bookings.id',
  'bookings.station_id as stationId',
  'bookings.customer_id as customerId',
  'bookings.reference',
  'bookings.kind',
  'bookings.status',
  'bookings.starts_at as startsAt',
  'bookings.ends_at as endsAt',
  'bookings.timezone',
  'bookings.adults',
  'bookings.children',
  'bookings.data_key_wrapped as dataKeyWrapped',
  'bookings.venue_address_enc as venueAddressEnc',
  'bookings.subtotal_cents as subtotalCents',
  'bookings.travel_cents as travelCents',
  'bookings.discount_cents as discountCents',
  'bookings.tax_cents as taxCents',
  'bookings.tax_included as taxIncluded',
  'bookings.tip_cents as tipCents',
  'bookings.rounding_cents as roundingCents',
  'bookings.total_cents as totalCents',
  'bookings.deposit_cents as depositCents',
  'bookings.price_book_version as priceBookVersion',
  'bookings.currency',
  'bookings.source',
  'bookings.special_requests as specialRequests',
  'bookings.internal_notes as internalNotes',
  'bookings.hold_expires_at as holdExpiresAt',
  'bookings.cancelled_by as cancelledBy',
  'bookings.cancel_reason as cancelReason',
  'bookings.version',
  'bookings.created_at as createdAt',
  'bookings.updated_at as updatedAt',
] as const

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

export const bookingById = readById<BookingRow>(
  prepare(db.selectFrom('bookings.bookings as bookings').select(bookingColumns).where('bookings.id', '=', ids)),
)

export function bookingSort(key: 'startsAt' | 'createdAt', direction: 'asc' | 'desc'): Sort<BookingRow> {
  const column = key === 'startsAt' ? 'bookings.starts_at' : 'bookings.created_at'
  return {
    direction,
    keys: [
      { column, name: key, type: 'timestamptz' },
      { column: 'bookings.id', name: 'id', type: 'uuid' },
    ],
  }
}

interface TimeRange {
  gte?: Date | null
  lt?: Date | null
}

export interface BookingFilter {
  stationIds: readonly string[]
  customerIds?: readonly string[] | null
  status?: readonly BookingStatus[] | null
  kind?: BookingKind | null
  startsAt?: TimeRange | null
  createdAt?: TimeRange | null
  reference?: string | null
}

function selectBookings(filter: BookingFilter) {
  const { customerIds, status, kind, startsAt, createdAt, reference } = filter
  return (stationId: RawBuilder<string>) => {
    let query = db
      .selectFrom('bookings.bookings as bookings')
      .select(bookingColumns)
      .where('bookings.station_id', '=', stationId)
    if (customerIds) query = query.where('bookings.customer_id', '=', sql<string>`any(${customerIds}::uuid[])`)
    if (status) query = query.where(sql<boolean>`bookings.status = any(${status}::bookings.booking_status[])`)
    if (kind) query = query.where('bookings.kind', '=', kind)
    if (startsAt?.gte) query = query.where('bookings.starts_at', '>=', startsAt.gte)
    if (startsAt?.lt) query = query.where('bookings.starts_at', '<', startsAt.lt)
    if (createdAt?.gte) query = query.where('bookings.created_at', '>=', createdAt.gte)
    if (createdAt?.lt) query = query.where('bookings.created_at', '<', createdAt.lt)
    if (reference != null) query = query.where('bookings.reference', '=', reference)
    return query
  }
}

export function listBookings(session: Session, filter: BookingFilter, sort: Sort<BookingRow>, page: PageRequest) {
  return listPage(session, { scopeIds: filter.stationIds, select: selectBookings(filter), sort, page })
}

export function countBookings(session: Session, filter: BookingFilter): Promise<number> {
  return countList(session, { scopeIds: filter.stationIds, select: selectBookings(filter) })
}

export const newestStartFirst = bookingSort('startsAt', 'desc')

export const bookingsOfCustomer = new EdgeRead<BookingRow>(
  prepareEdge(
    (customerId) =>
      db
        .selectFrom('bookings.bookings as bookings')
        .select(bookingColumns)
        .where('bookings.customer_id', '=', customerId),
    newestStartFirst,
  ),
  (booking) => booking.customerId,
)

export const bookingCountOfCustomer = countByParent(
  prepare(
    db
      .selectFrom('bookings.bookings')
      .select(['customer_id as parentId', sql<number>`count(*)`.as('count')])
      .where('customer_id', '=', ids)
      .groupBy('customer_id'),
  ),
)
