import { ValidationError } from '#kernel/errors.ts'
import type { Session } from '#platform/database/rows.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { Span } from '../../model/availability/calendar.ts'
import { coarsePoint } from '../../model/availability/coarse-point.ts'
import type { Availability, Task } from '../../model/availability/judgement.ts'
import { demandOf, type OfferContent } from '../../model/availability/offer.ts'
import type { WantedWindow } from '../../model/availability/refusals.ts'
import { type AvailabilitySearch, demandOfSearch } from '../../model/availability/search-input.ts'
import { judgeWindow, nearestSlots, type Search, type Slot } from '../../model/availability/slots.ts'
import { readAvailability } from '../../store/availability/availability-reads.ts'
import { serviceItemById } from '../../store/menu-reads.ts'

/** Through what is read: the reads of a query, or of a mutation's answer. */
export interface AvailabilityReader extends Pick<UseCaseContext, 'stations' | 'clock' | 'travelTimes'> {
  reads: Session
}

/** Whom a slot is offered to: what an offer says besides the window. */
export interface OfferTerms {
  kind: OfferContent['kind']
  guests: number | null
}

/** A window that can be had, with all that its offer is made of. */
export interface OfferedSlot {
  slot: Slot
  availability: Availability
  search: Pick<Search, 'demand' | 'task'>
  /** Null where nobody can be offered it: to a booking that is to be moved. */
  terms: OfferTerms | null
}

export interface FoundAvailability {
  availability: Availability
  search: Search
  terms: OfferTerms
}

interface Place {
  stationId: string
  /** A booking that is to be moved: its own time does not count. */
  rescheduleOf: string | null
}

/** What there is to choose from, in five statements at most; null for a station that the viewer does not see. */
export async function searchAvailability(
  { reads, stations, clock, travelTimes }: AvailabilityReader,
  { stationId, rescheduleOf }: Place,
  wanted: AvailabilitySearch,
): Promise<FoundAvailability | null> {
  const [station, items] = await Promise.all([
    stations.find(stationId, reads),
    wanted.serviceItemIds ? serviceItemById.readAll(reads, wanted.serviceItemIds) : [],
  ])
  if (!station) return null
  const sold = items.filter((item) => item?.organizationId === station.organizationId).flatMap((item) => item ?? [])
  const durationMinutes = wanted.durationMinutes ?? sold.reduce((sum, item) => sum + (item.durationMinutes ?? 0), 0)
  if (durationMinutes === 0) {
    throw new ValidationError([{ path: ['durationMinutes'], message: 'must be given: no item says how long it takes' }])
  }
  const demand = demandOfSearch(wanted)
  const { range, ...availability } = await readAvailability(reads, {
    stationId,
    zone: station.timezone,
    now: clock.now(),
    range: wanted.range,
    durationMinutes,
    resourceIds: demand.resourceIds ?? null,
    kinds: demand.needs?.map(({ kind }) => kind) ?? null,
    exceptBookingId: rescheduleOf,
    timesOnly: !wanted.explain && !wanted.venue,
    travelTimes,
  })
  const skills = [...new Set([...(wanted.skills ?? []), ...sold.flatMap(({ requiredSkills }) => requiredSkills)])]
  const task: Task = { skills, venue: wanted.venue ? coarsePoint(wanted.venue) : null, isWalkIn: false }
  const terms = { kind: wanted.kind, guests: wanted.guests ?? null }
  return { availability, search: { demand, task, durationMinutes, range }, terms }
}

const DAY_MS = 86_400_000
/** Other times are looked for so many days before and after the one that was wanted. */
const AROUND_DAYS = 7

/** The times nearest to the wanted one that can be had now. */
export async function findAlternatives(
  reader: AvailabilityReader,
  wanted: WantedWindow,
  atMost: number,
): Promise<OfferedSlot[]> {
  const { startsAt, endsAt, demand, task, terms } = wanted
  const from = Math.max(reader.clock.now().getTime(), startsAt.getTime() - AROUND_DAYS * DAY_MS)
  const until = new Date(Math.max(from, startsAt.getTime()) + AROUND_DAYS * DAY_MS)
  const read = await readAround(reader, wanted, { from: new Date(from), until })
  if (!read) return []
  const { range, ...availability } = read
  const length = endsAt.getTime() - startsAt.getTime()
  const search = { demand, task: { ...task, isWalkIn: false }, durationMinutes: length / 60_000, range }
  const window = { from: startsAt.getTime(), to: endsAt.getTime() }
  return nearestSlots(availability, search, window, atMost).map((slot) => ({ slot, availability, search, terms }))
}

/** What was offered, offered anew as things are now; null when it cannot be had any more. */
export async function renewOffer(reader: AvailabilityReader, offer: OfferContent): Promise<OfferedSlot | null> {
  const window: Span = { from: offer.from, to: offer.to }
  const search = { demand: demandOf(offer), task: { skills: offer.skills, venue: offer.venue, isWalkIn: false } }
  const [startsAt, endsAt] = [new Date(window.from), new Date(window.to)]
  const wanted = { ...search, stationId: offer.stationId, startsAt, endsAt, exceptBookingId: null, terms: null }
  const read = await readAround(reader, wanted, { from: startsAt, until: new Date(window.from + 1) })
  if (!read) return null
  const { range: _, ...availability } = read
  const { free, reasons } = judgeWindow(availability, window, search)
  const terms = { kind: offer.kind, guests: offer.guests }
  return reasons.length === 0 ? { slot: { ...window, free }, availability, search, terms } : null
}

async function readAround(
  { reads, stations, clock, travelTimes }: AvailabilityReader,
  { stationId, startsAt, endsAt, demand, exceptBookingId }: WantedWindow,
  range: { from: Date; until: Date },
) {
  const station = await stations.find(stationId, reads)
  if (!station) return null
  return readAvailability(reads, {
    stationId,
    zone: station.timezone,
    now: clock.now(),
    range,
    durationMinutes: Math.ceil((endsAt.getTime() - startsAt.getTime()) / 60_000),
    resourceIds: demand.resourceIds ?? null,
    kinds: demand.needs?.map(({ kind }) => kind) ?? null,
    exceptBookingId,
    timesOnly: false,
    travelTimes,
  })
}
