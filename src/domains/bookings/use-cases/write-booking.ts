import { randomInt } from 'node:crypto'
import { NotFoundError } from '#kernel/errors.ts'
import { actorOf, type Viewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { StationFacts } from '#platform/stations.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { BookingEvent, BookingStepPayload } from '../events.ts'
import type { TimedBooking } from '../model/availability/booking-time.ts'
import { coarsePoint } from '../model/availability/coarse-point.ts'
import type { BookingSource } from '../model/booking-input.ts'
import { claimIn } from '../model/life-cycle.ts'
import type { BookingPrice } from '../model/pricing/price-booking.ts'
import { bookingReference } from '../model/reference.ts'
import { insertAllocations } from '../store/allocation-writes.ts'
import {
  type BookingInsert,
  findUnusedReference,
  insertBooking,
  insertItems,
  insertStatusChange,
  isUnknownCustomer,
} from '../store/booking-writes.ts'
import { type ResourceLeg, writeLegs } from '../store/travel-leg-writes.ts'
import { appendBookingEvent } from './append-booking-event.ts'
import type { sealVenue } from './seal-venue.ts'

/** In which status a booking begins, and what is told of it. */
export interface Opening {
  status: 'PENDING' | 'HELD'
  /** Null unless HELD. */
  holdExpiresAt: Date | null
  event: (payload: BookingStepPayload & { resourceIds: readonly string[] }) => BookingEvent
}

export interface BookingDraft {
  id: string
  fields: TimedBooking
  venue: ReturnType<typeof sealVenue>
  opening: Opening
  /** The ways to it and from it. */
  legs: readonly ResourceLeg[]
  /** Those of its resources that are not free, and why it gets them all the same. */
  overbookedIds: readonly string[]
  overbookReason: string | null
}

interface Circumstances {
  station: StationFacts
  /** Of `chooseReference`. */
  reference: string
  price: BookingPrice
  /** Of the price book, from which the price follows; 0 before there is one. */
  version: number
  now: Date
  /** By which it was judged; 0 where the station has none. */
  policyVersion: number
}

/** Writes a booking that is priced and whose resources are locked and free: all of it travels together. */
export async function writeBooking(
  context: UseCaseContext,
  transaction: Transaction,
  draft: BookingDraft,
  circumstances: Circumstances,
): Promise<void> {
  const { id, fields, opening, legs, overbookedIds, overbookReason } = draft
  const { station, price, now } = circumstances
  const { startsAt, endsAt, customerId, resourceIds } = fields
  const { id: stationId, organizationId } = station
  const { status } = opening
  const actorId = actorOf(context.viewer)
  const step = {
    fromStatus: null,
    toStatus: status,
    previousStartsAt: null,
    previousEndsAt: null,
    reason: null,
    overbookReason: overbookedIds.length > 0 ? overbookReason : null,
  }
  const claim = { ids: resourceIds.map(() => newId()), resourceIds, startsAt, endsAt, ...claimIn(status) }
  const lines = price.lines.map((line) => ({ ...line, id: newId() }))
  const window = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
  const event = opening.event({ customerId, from: null, to: status, ...window, resourceIds })
  const common = { stationId, bookingId: id, createdAt: now }
  await Promise.all([
    insertBooking(transaction, toBooking(context.viewer, draft, circumstances)),
    writeLegs(transaction, { stationId, legs, at: now }),
    insertAllocations(transaction, { ...claim, ...common, overbookedIds }),
    insertItems(transaction, { lines, ...common, organizationId }),
    insertStatusChange(transaction, { ...step, ...common, id: newId(), actorId }),
    appendBookingEvent(context, transaction, { id, stationId, version: 1 }, { actorId, at: now, event }),
  ]).catch((error: unknown) => {
    throw isUnknownCustomer(error) ? new NotFoundError('customer', ['customerId']) : error
  })
}

function toBooking(
  viewer: Viewer,
  { id, fields, venue, opening: { status, holdExpiresAt } }: BookingDraft,
  { station, reference, price, version: priceBookVersion, now, policyVersion }: Circumstances,
): BookingInsert {
  const { startsAt, endsAt, customerId, kind, adults, children, source } = fields
  const { lines: _, ...amounts } = price
  const place = fields.venuePoint && coarsePoint(fields.venuePoint)
  return {
    ...{ customerId, kind, startsAt, endsAt, adults, children },
    ...venue,
    ...amounts,
    ...originOf(viewer, source, now),
    id,
    stationId: station.id,
    status,
    holdExpiresAt,
    reference,
    timezone: station.timezone,
    tipCents: 0,
    priceBookVersion: priceBookVersion === 0 ? null : priceBookVersion,
    venueLatitude: place?.latitude ?? null,
    venueLongitude: place?.longitude ?? null,
    policyVersion: policyVersion === 0 ? null : policyVersion,
    specialRequests: fields.specialRequests ?? null,
    internalNotes: fields.internalNotes ?? null,
    createdAt: now,
    updatedAt: now,
  }
}

/** How a booking came in, and through whom: that of a partner tells so itself, and that its customer agreed to it. */
function originOf(viewer: Viewer, source: BookingSource, now: Date) {
  return viewer.kind === 'partner'
    ? { source: 'PARTNER' as const, apiKeyId: viewer.partnerId, consentedAt: now }
    : { source, apiKeyId: null, consentedAt: null }
}

/** One is all but always enough; so many are never all used. */
const CANDIDATES = 8

/** A reference that no booking of the station has. */
export async function chooseReference({ session }: Transaction, station: StationFacts): Promise<string> {
  const candidates = Array.from({ length: CANDIDATES }, () =>
    bookingReference(station.code, (below) => randomInt(below)),
  )
  const reference = await findUnusedReference(session, station.id, candidates)
  if (reference === null) throw new Error(`station ${station.id} has run out of references`)
  return reference
}
