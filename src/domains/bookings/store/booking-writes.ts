import { sql } from 'kysely'
import { constraintName } from '#platform/database/failures.ts'
import type {
  BookingKind,
  BookingSource,
  BookingStatus,
  CancelledBy,
  NoShowBy,
} from '#platform/database/generated/tables/bookings.ts'
import { prepareInsert } from '#platform/database/insert.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { PriceLine } from '../model/pricing/price-booking.ts'
import type { LockedBooking } from './booking-rows.ts'
import { lockedColumns } from './slot-reads.ts'

export interface BookingInsert {
  id: string
  stationId: string
  customerId: string
  reference: string
  kind: BookingKind
  status: BookingStatus
  startsAt: Date
  endsAt: Date
  timezone: string
  adults: number
  children: number
  dataKeyWrapped: Uint8Array | null
  venueAddressEnc: Uint8Array | null
  venueLatitude: number | null
  venueLongitude: number | null
  policyVersion: number | null
  subtotalCents: number
  travelCents: number
  discountCents: number
  taxCents: number
  taxIncluded: boolean
  tipCents: number
  roundingCents: number
  totalCents: number
  depositCents: number
  /** Null when nothing was ever sold. */
  priceBookVersion: number | null
  currency: string
  source: BookingSource
  apiKeyId: string | null
  consentedAt: Date | null
  specialRequests: string | null
  internalNotes: string | null
  holdExpiresAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const insertBookings = prepareInsert('bookings.bookings', [
  'id',
  'stationId',
  'customerId',
  'reference',
  'kind',
  'status',
  'startsAt',
  'endsAt',
  'timezone',
  'adults',
  'children',
  'dataKeyWrapped',
  'venueAddressEnc',
  'venueLatitude',
  'venueLongitude',
  'policyVersion',
  'subtotalCents',
  'travelCents',
  'discountCents',
  'taxCents',
  'taxIncluded',
  'tipCents',
  'roundingCents',
  'totalCents',
  'depositCents',
  'priceBookVersion',
  'currency',
  'source',
  'apiKeyId',
  'consentedAt',
  'specialRequests',
  'internalNotes',
  'holdExpiresAt',
  'createdAt',
  'updatedAt',
])

export function insertBooking({ session }: Transaction, booking: BookingInsert): Promise<void> {
  return insertBookings(session, [booking])
}

/** Whether the station does not have the customer of the booking. */
export function isUnknownCustomer(error: unknown): boolean {
  return constraintName(error) === 'bookings_station_id_customer_id_fkey'
}

const unusedReferences = prepare<{ reference: string }>({
  compile: () =>
    sql<{ reference: string }>`select candidate as reference
      from unnest(${parameter<string[]>(2, 'text[]')}) with ordinality as wanted (candidate, place)
      where not exists (select from bookings.bookings as bookings
        where bookings.station_id = ${parameter<string>(1, 'uuid')} and bookings.reference = candidate)
      order by place limit 1`.compile(db),
})

/** The first of the references that no booking of the station has; null when all are used. */
export async function findUnusedReference(session: Session, stationId: string, candidates: readonly string[]) {
  const [unused] = await session.run(unusedReferences, [stationId, candidates])
  return unused?.reference ?? null
}

interface ItemsInsert {
  bookingId: string
  stationId: string
  organizationId: string
  createdAt: Date
  lines: readonly (PriceLine & { id: string })[]
}

const insertLines = prepareInsert('bookings.booking_items', [
  'id',
  'stationId',
  'organizationId',
  'bookingId',
  'position',
  'kind',
  'code',
  'serviceItemId',
  'name',
  'per',
  'unitPriceCents',
  'quantity',
  'lineTotalCents',
  'createdAt',
])

export function insertItems({ session }: Transaction, { lines, ...common }: ItemsInsert): Promise<void> {
  return insertLines(
    session,
    lines.map((line, position) => ({ ...line, ...common, position })),
  )
}

const bookingToLock = prepare<LockedBooking>(
  db
    .selectFrom('bookings.bookings as bookings')
    .select(lockedColumns)
    .where('bookings.id', '=', parameter<string>(1, 'uuid'))
    .forNoKeyUpdate(),
)

/** Locks the row until the transaction ends; null when it is not there. */
export async function lockBooking({ session }: Transaction, id: string): Promise<LockedBooking | null> {
  const [booking] = await session.run(bookingToLock, [id])
  return booking ?? null
}

/** What the staff edits of a booking; what is undefined stays as it is. */
export interface BookingDetails {
  adults?: number | undefined
  children?: number | undefined
  specialRequests?: string | null | undefined
  internalNotes?: string | null | undefined
}

export interface BookingChanges extends BookingDetails {
  status?: BookingStatus
  startsAt?: Date
  endsAt?: Date
  policyVersion?: number | null
  holdExpiresAt?: null
  cancelledBy?: CancelledBy
  cancelReason?: string | null
  cancelFeeCents?: bigint
  noShowBy?: NoShowBy
  updatedAt: Date
}

/** Changes the booking if it still has the status and version that it was locked with, and raises its version. */
export async function updateBooking(
  { prisma }: Transaction,
  { id, status, version }: LockedBooking,
  changes: BookingChanges,
): Promise<void> {
  const data = { ...changes, version: version + 1 }
  const { count } = await prisma.booking.updateMany({ where: { id, status, version }, data })
  if (count !== 1) throw new Error(`booking ${id} has changed in spite of its lock`)
}

export interface StatusChangeInsert {
  id: string
  stationId: string
  bookingId: string
  fromStatus: BookingStatus | null
  toStatus: BookingStatus
  previousStartsAt: Date | null
  previousEndsAt: Date | null
  actorId: string | null
  reason: string | null
  waiverReason?: string | null
  overbookReason?: string | null
  createdAt: Date
}

const insertStatusChanges = prepareInsert('bookings.booking_status_changes', [
  'id',
  'stationId',
  'bookingId',
  'fromStatus',
  'toStatus',
  'previousStartsAt',
  'previousEndsAt',
  'actorId',
  'reason',
  'waiverReason',
  'overbookReason',
  'createdAt',
])

export function insertStatusChange({ session }: Transaction, change: StatusChangeInsert): Promise<void> {
  return insertStatusChanges(session, [{ waiverReason: null, overbookReason: null, ...change }])
}
