import type {
  BookingKind,
  BookingSource,
  BookingStatus,
  CancelledBy,
  NoShowBy,
  PriceUnit,
  ResourceKind,
  ServiceItemKind,
} from '#platform/database/generated/tables/bookings.ts'
import type { PriceLine } from '../model/pricing/price-booking.ts'

export interface BookingRow {
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
  dataKeyWrapped: Buffer | null
  venueAddressEnc: Buffer | null
  totalCents: number
  currency: string
  source: BookingSource
  specialRequests: string | null
  internalNotes: string | null
  holdExpiresAt: Date | null
  cancelledBy: CancelledBy | null
  cancelReason: string | null
  noShowBy: NoShowBy | null
  version: number
  createdAt: Date
  updatedAt: Date
}

/** What a booking was agreed by: what its total comes from, by which prices and which policy. */
export interface BookingTermsRow {
  id: string
  subtotalCents: number
  travelCents: number
  discountCents: number
  taxCents: number
  taxIncluded: boolean
  tipCents: number
  depositCents: number
  currency: string
  priceBookVersion: number | null
  /** By which it was made or last moved; null where the station had none. */
  policyVersion: number | null
  cancelFeeCents: number | null
}

export interface BookingItemRow {
  id: string
  stationId: string
  bookingId: string
  serviceItemId: string
  name: string
  per: PriceUnit
  unitPriceCents: number
  quantity: number
  lineTotalCents: number
  /** Of the booking. */
  currency: string
}

/** A line of a booking's price. */
export interface BookingLineRow extends PriceLine {
  bookingId: string
  /** Of the booking. */
  currency: string
}

export interface StatusChangeRow {
  id: string
  stationId: string
  bookingId: string
  fromStatus: BookingStatus | null
  toStatus: BookingStatus
  previousStartsAt: Date | null
  previousEndsAt: Date | null
  actorId: string | null
  reason: string | null
  waiverReason: string | null
  overbookReason: string | null
  createdAt: Date
}

export interface ResourceRow {
  id: string
  stationId: string
  kind: ResourceKind
  name: string
  userId: string | null
  skills: string[]
  isActive: boolean
  homeLatitude: number | null
  homeLongitude: number | null
  bufferBeforeMinutes: number | null
  bufferAfterMinutes: number | null
  version: number
}

/** A resource as one that a booking has. */
export interface BookedResourceRow extends ResourceRow {
  bookingId: string
}

export interface ServiceItemRow {
  id: string
  organizationId: string
  kind: ServiceItemKind
  name: string
  description: string | null
  durationMinutes: number | null
  priceCents: number
  currency: string
  per: PriceUnit
  dietaryTags: string[]
  /** What an add-on goes with. */
  parentIds: string[]
  requiredSkills: string[]
  isActive: boolean
  version: number
}

/** What a step of a booking has to know of it. */
export interface LockedBooking {
  id: string
  stationId: string
  customerId: string
  kind: BookingKind
  status: BookingStatus
  startsAt: Date
  endsAt: Date
  /** Where it takes place, to about a kilometre. */
  venueLatitude: number | null
  venueLongitude: number | null
  holdExpiresAt: Date | null
  totalCents: number
  currency: string
  policyVersion: number | null
  /** The partner that made it. */
  apiKeyId: string | null
  version: number
}
