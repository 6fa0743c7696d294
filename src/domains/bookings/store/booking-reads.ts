import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { enumType } from '#platform/database/column-types.ts'
import { type Comparison, columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { BookingKind, BookingSource, BookingStatus } from '#platform/database/generated/tables/bookings.ts'
import { countList, fixSelection, listPage, prepareEdge, type Sort } from '#platform/database/keyset.ts'
import { countByParent, EdgeRead, readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { BookingRow, BookingTermsRow } from './booking-rows.ts'

export const bookingColumns = [
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
  'bookings.total_cents as totalCents',
  'bookings.currency',
  'bookings.source',
  'bookings.special_requests as specialRequests',
  'bookings.internal_notes as internalNotes',
  'bookings.hold_expires_at as holdExpiresAt',
  'bookings.cancelled_by as cancelledBy',
  'bookings.cancel_reason as cancelReason',
  'bookings.no_show_by as noShowBy',
  'bookings.version',
  'bookings.created_at as createdAt',
  'bookings.updated_at as updatedAt',
] as const

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

export const bookingById = readById<BookingRow>(
  prepare(db.selectFrom('bookings.bookings as bookings').select(bookingColumns).where('bookings.id', '=', ids)),
)

/** Apart, because they are asked for seldom, and a page of bookings is read as fast as its rows are narrow. */
export const bookingTermsById = readById<BookingTermsRow>(
  prepare(
    db
      .selectFrom('bookings.bookings as bookings')
      .select([
        'bookings.id',
        'bookings.subtotal_cents as subtotalCents',
        'bookings.travel_cents as travelCents',
        'bookings.discount_cents as discountCents',
        'bookings.tax_cents as taxCents',
        'bookings.tax_included as taxIncluded',
        'bookings.tip_cents as tipCents',
        'bookings.deposit_cents as depositCents',
        'bookings.currency',
        'bookings.price_book_version as priceBookVersion',
        'bookings.policy_version as policyVersion',
        'bookings.cancel_fee_cents as cancelFeeCents',
      ])
      .where('bookings.id', '=', ids),
  ),
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

const column = columnsOf('bookings.bookings as bookings')
const orders = ['startsAt', 'createdAt']
const lead = { after: 'scope', orders } as const
const ownLead = { after: 'nothing', orders } as const

/** Whether one of the resources serves the booking, or served it, and none of those that must not. */
function serves({ in: some, notIn: none }: Pick<Comparison<string>, 'in' | 'notIn'>): RawBuilder<SqlBool> {
  const servedBy = (resourceIds: readonly string[]) =>
    sql`exists (select from bookings.allocations as allocations
      where allocations.station_id = bookings.station_id and allocations.booking_id = bookings.id
        and allocations.resource_id = any(${resourceIds}::uuid[])
        and allocations.kind in ('HOLD', 'BOOKING') and allocations.status <> 'RELEASED')`
  const conditions = [...(some ? [servedBy(some)] : []), ...(none ? [sql`not ${servedBy(none)}`] : [])]
  return conditions.length > 0 ? sql<SqlBool>`(${sql.join(conditions, sql` and `)})` : sql<SqlBool>`true`
}

/** By what the list can be filtered; what narrows it down most comes first. */
const filterColumns = {
  station: column('station_id', 'uuid', { isScope: true }),
  reference: column('reference', 'text', { lead }),
  customer: column('customer_id', 'uuid', { lead: ownLead }),
  status: column('status', enumType('bookings.booking_status', BookingStatus), { lead }),
  kind: column('kind', enumType('bookings.booking_kind', BookingKind), { lead }),
  source: column('source', enumType('bookings.booking_source', BookingSource), { lead }),
  resource: { toSql: serves, isNeverNull: true } as const,
  startsAt: column('starts_at', 'timestamptz'),
  createdAt: column('created_at', 'timestamptz'),
}
const conditionsOf = defineFilter(filterColumns)

export type BookingFilter = FilterOf<typeof filterColumns>

/** The bookings of these stations that the filter lets through. */
export interface BookingList {
  stationIds: readonly string[]
  filter: BookingFilter | null
}

/** Built once: reading its columns takes longer than all the rest of a list. */
const allBookings = db.selectFrom('bookings.bookings as bookings').select(bookingColumns)

const bookingsOf = fixSelection<BookingRow>((stationId) => allBookings.where('bookings.station_id', '=', stationId))

function toList({ stationIds, filter }: BookingList) {
  return { scopeIds: stationIds, select: bookingsOf, conditions: conditionsOf(filter) }
}

export function listBookings(session: Session, list: BookingList, sort: Sort<BookingRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countBookings(session: Session, list: BookingList): Promise<number> {
  return countList(session, toList(list))
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
