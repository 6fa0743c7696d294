import { randomInt } from 'node:crypto'
import { actorOf, type Viewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { StationFacts } from '#platform/stations.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { BookingEvent, BookingStepPayload } from '../events.ts'
import type { TimedBooking } from '../model/availability/booking-time.ts'
import { coarsePoint } from '../model/availability/way.ts'
import type { BookingSource } from '../model/booking-input.ts'
import { claimIn } from '../model/life-cycle.ts'
import type { BookingPrice } from '../model/pricing/price-booking.ts'
import { bookingReference } from '../model/reference.ts'
import { insertAllocations } from '../store/allocation-writes.ts'
import { findUnusedReference, insertBooking, insertItems, insertStatusChange } from '../store/booking-writes.ts'
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
  price: BookingPrice
  /** Of the price book, from which the price follows; 0 before there is one. */
  version: number
  now: Date
  /** By which it was judged; 0 where the station has none. */
  policyVersion: number
}

/** Writes a booking that is priced and whose resources are locked and free. */
export async function writeBooking(
  context: UseCaseContext,
  transaction: Transaction,
  { id, fields, venue, opening, legs, overbookedIds, overbookReason }: BookingDraft,
  { station, price, version: priceBookVersion, now, policyVersion }: Circumstances,
): Promise<void> {
  const { startsAt, endsAt, customerId, kind, adults, children, source, resourceIds } = fields
  const { lines: priceLines, ...amounts } = price
  const place = fields.venuePoint && coarsePoint(fields.venuePoint)
  const { status, holdExpiresAt } = opening
  const stationId = station.id
  await insertBooking(transaction, {
    ...{ customerId, kind, startsAt, endsAt, adults, children, source },
    ...venue,
    ...amounts,
    id,
    stationId,
    status,
    holdExpiresAt,
    reference: await chooseReference(transaction, station),
    timezone: station.timezone,
    tipCents: 0,
    priceBookVersion: priceBookVersion === 0 ? null : priceBookVersion,
    venueLatitude: place?.latitude ?? null,
    venueLongitude: place?.longitude ?? null,
    policyVersion: policyVersion === 0 ? null : policyVersion,
    ...originOf(context.viewer, fields.source, now),
    specialRequests: fields.specialRequests ?? null,
    internalNotes: fields.internalNotes ?? null,
    createdAt: now,
    updatedAt: now,
  })
  await writeLegs(transaction, { stationId, legs, at: now })
  const claim = { ids: resourceIds.map(() => newId()), resourceIds, startsAt, endsAt, ...claimIn(status) }
  await insertAllocations(transaction, { ...claim, stationId, bookingId: id, overbookedIds, createdAt: now })
  const lines = priceLines.map((line) => ({ ...line, id: newId() }))
  const { organizationId } = station
  await insertItems(transaction, { lines, bookingId: id, stationId, organizationId, createdAt: now })
  const actorId = actorOf(context.viewer)
  const step = {
    fromStatus: null,
    toStatus: status,
    previousStartsAt: null,
    previousEndsAt: null,
    reason: null,
    overbookReason: overbookedIds.length > 0 ? overbookReason : null,
  }
  await insertStatusChange(transaction, { ...step, id: newId(), stationId, bookingId: id, actorId, createdAt: now })
  const window = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
  const event = opening.event({ customerId, from: null, to: status, ...window, resourceIds })
  await appendBookingEvent(context, transaction, { id, stationId, version: 1 }, { actorId, at: now, event })
}

/** How a booking came in, and through whom: that of a partner tells so itself, and that its customer agreed to it. */
function originOf(viewer: Viewer, source: BookingSource, now: Date) {
  return viewer.kind === 'partner'
    ? { source: 'PARTNER' as const, apiKeyId: viewer.partnerId, consentedAt: now }
    : { source, apiKeyId: null, consentedAt: null }
}

/** One is all but always enough; so many are never all used. */
const CANDIDATES = 8

async function chooseReference({ session }: Transaction, station: StationFacts): Promise<string> {
  const candidates = Array.from({ length: CANDIDATES }, () =>
    bookingReference(station.code, (below) => randomInt(below)),
  )
  const reference = await findUnusedReference(session, station.id, candidates)
  if (reference === null) throw new Error(`station ${station.id} has run out of references`)
  return reference
}
