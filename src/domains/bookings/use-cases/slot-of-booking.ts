import { NotFoundError } from '#kernel/errors.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { TimeWindow } from '../model/time-window.ts'
import type { LockedBooking } from '../store/booking-rows.ts'
import type { SlotRequest } from './lock-slot.ts'

/** The zone of the station, as it is now. */
export async function findZone({ stations }: UseCaseContext, { session }: Transaction, stationId: string) {
  const station = await stations.find(stationId, session)
  if (!station) throw new NotFoundError('station')
  return station.timezone
}

interface Wish extends Partial<TimeWindow> {
  resourceIds: readonly string[]
  zone: string
  now: Date
  /** What those have to be good at who are to join those that it has already. */
  skills?: readonly string[]
}

/** What a booking asks for that there is already: its own time does not stand in its way. */
export function slotOf(booking: LockedBooking, { resourceIds, skills = [], ...wish }: Wish): SlotRequest {
  const { id, stationId, startsAt, endsAt, venueLatitude: latitude, venueLongitude: longitude } = booking
  const venue = latitude !== null && longitude !== null ? { latitude, longitude } : null
  const task = { skills, venue, isWalkIn: false }
  return { stationId, startsAt, endsAt, ...wish, demand: { resourceIds }, task, exceptBookingId: id, terms: null }
}
