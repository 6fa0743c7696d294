import { randomInt } from 'node:crypto'
import { actorOf, type Viewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { StationFacts } from '#platform/stations.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { BookingEvent, BookingStepPayload } from '../events.ts'
import type { TimedBooking } from '../model/availability/booking-time.ts'
import { coarsePoint } from '../model/availability/great-circle.ts'
import type { BookingSource } from '../model/booking-input.ts'
import { claimIn } from '../model/life-cycle.ts'
import type { Price } from '../model/prices.ts'
import { bookingReference } from '../model/reference.ts'
import { insertAllocations } from '../store/allocation-writes.ts'
import { findUnusedReference, insertBooking, insertItems, insertStatusChange } from '../store/booking-writes.ts'
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
}

interface Circumstances {
  station: StationFacts
  price: Price
  now: Date
  /** By which it was judged; 0 where the station has none. */
  policyVersion: number
}

/** Writes a booking that is priced and whose resources are locked and free. */
export async function writeBooking(
  context: UseCaseContext,
  transaction: Transaction,
  { id, fields, venue, opening }: BookingDraft,
  { station, price, now, policyVersion }: Circumstances,
): Promise<void> {
  const { items: _, needs: __, resourceIds, venueAddress: ___, venuePoint, ...rest } = fields
  const { specialRequests, internalNotes, ...columns } = rest
  const place = venuePoint ? coarsePoint(venuePoint) : null
  const { startsAt, endsAt, customerId } = columns
  const { status, holdExpiresAt } = opening
  const stationId = station.id
  await insertBooking(transaction, {
    ...columns,
    ...venue,
    id,
    stationId,
    status,
    holdExpiresAt,
    reference: await chooseReference(transaction, station),
    timezone: station.timezone,
    currency: station.currency,
    subtotalCents: price.subtotalCents,
    totalCents: price.totalCents,
    venueLatitude: place?.latitude ?? null,
    venueLongitude: place?.longitude ?? null,
    policyVersion: policyVersion === 0 ? null : policyVersion,
    ...originOf(context.viewer, columns.source, now),
    specialRequests: specialRequests ?? null,
    internalNotes: internalNotes ?? null,
    createdAt: now,
    updatedAt: now,
  })
  const claim = { ids: resourceIds.map(() => newId()), resourceIds, startsAt, endsAt, ...claimIn(status) }
  await insertAllocations(transaction, { ...claim, stationId, bookingId: id, createdAt: now })
  const lines = price.lines.map((line) => ({ ...line, id: newId() }))
  const { organizationId } = station
  await insertItems(transaction, { lines, bookingId: id, stationId, organizationId, createdAt: now })
  const actorId = actorOf(context.viewer)
  const step = { fromStatus: null, toStatus: status, previousStartsAt: null, previousEndsAt: null, reason: null }
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
