import { sql } from 'kysely'
import { prepareEdge, type Sort } from '#platform/database/keyset.ts'
import { countByParent, EdgeRead, readById, readByParent } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { BookedResourceRow, BookingItemRow, BookingLineRow, StatusChangeRow } from './booking-rows.ts'
import { resourceColumns } from './resource-reads.ts'

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

const lines = db
  .selectFrom('bookings.booking_items as items')
  .innerJoin('bookings.bookings as bookings', 'bookings.id', 'items.booking_id')
  .select([
    'items.booking_id as bookingId',
    'items.name',
    'items.per',
    'items.unit_price_cents as unitPriceCents',
    'items.quantity',
    'items.line_total_cents as lineTotalCents',
    'bookings.currency',
  ])

const items = lines
  .select(['items.id', 'items.station_id as stationId', sql<string>`items.service_item_id`.as('serviceItemId')])
  .where('items.kind', '=', sql.lit('ITEM'))

export const bookingItemById = readById<BookingItemRow>(prepare(items.where('items.id', '=', ids)))

/** The items of the menu alone, in the order in which they were booked. */
export const itemsOfBooking = readByParent<BookingItemRow>(
  prepare(items.where('items.booking_id', '=', ids).orderBy('items.position')),
  (item) => item.bookingId,
)

/** All that the price consists of, in its order. */
export const linesOfBooking = readByParent<BookingLineRow>(
  prepare(
    lines
      .select(['items.kind', 'items.code', 'items.service_item_id as serviceItemId'])
      .where('items.booking_id', '=', ids)
      .orderBy('items.position'),
  ),
  (line) => line.bookingId,
)

/** What a booking holds, has, or had when it was completed; not what has been given back, nor the time of travel. */
export const resourcesOfBooking = readByParent<BookedResourceRow>(
  prepare(
    db
      .selectFrom('bookings.allocations as allocations')
      .innerJoin('bookings.resources as resources', 'resources.id', 'allocations.resource_id')
      .select([...resourceColumns, sql<string>`allocations.booking_id`.as('bookingId')])
      .where('allocations.booking_id', '=', ids)
      .where(sql<boolean>`allocations.kind in ('HOLD', 'BOOKING') and allocations.status <> 'RELEASED'`)
      .orderBy('resources.name')
      .orderBy('resources.id'),
  ),
  (resource) => resource.bookingId,
)

export const changesOldestFirst: Sort<StatusChangeRow> = {
  direction: 'asc',
  keys: [
    { column: 'changes.created_at', name: 'createdAt', type: 'timestamptz' },
    { column: 'changes.id', name: 'id', type: 'uuid' },
  ],
}

const changes = db
  .selectFrom('bookings.booking_status_changes as changes')
  .select([
    'changes.id',
    'changes.station_id as stationId',
    'changes.booking_id as bookingId',
    'changes.from_status as fromStatus',
    'changes.to_status as toStatus',
    'changes.previous_starts_at as previousStartsAt',
    'changes.previous_ends_at as previousEndsAt',
    'changes.actor_id as actorId',
    'changes.reason',
    'changes.waiver_reason as waiverReason',
    'changes.overbook_reason as overbookReason',
    'changes.created_at as createdAt',
  ])

export const statusChangeById = readById<StatusChangeRow>(prepare(changes.where('changes.id', '=', ids)))

export const changesOfBooking = new EdgeRead<StatusChangeRow>(
  prepareEdge((bookingId) => changes.where('changes.booking_id', '=', bookingId), changesOldestFirst),
  (change) => change.bookingId,
)

export const changeCountOfBooking = countByParent(
  prepare(
    db
      .selectFrom('bookings.booking_status_changes')
      .select(['booking_id as parentId', sql<number>`count(*)`.as('count')])
      .where('booking_id', '=', ids)
      .groupBy('booking_id'),
  ),
)
