import type { Context } from '#graphql/context.ts'
import { findIds } from '#graphql/ids.ts'
import type { CaughtUpMessage, EventMessage } from '#graphql/stream.ts'
import { stationsWith } from '#kernel/viewer.ts'
import type { StoredEvent } from '#platform/events/domain-event.ts'
import type { BookingEvent } from '../events.ts'
import { bookingById } from '../store/booking-reads.ts'
import type { BookingRow } from '../store/booking-rows.ts'

export type StoredBookingEvent = BookingEvent extends infer Event
  ? Event extends BookingEvent
    ? StoredEvent<Event>
    : never
  : never

/** Each event of a booking, by the name that the API gives it. */
export const changeKinds = {
  'booking.created': 'CREATED',
  'booking.held': 'HELD',
  'booking.placed': 'PLACED',
  'booking.confirmed': 'CONFIRMED',
  'booking.declined': 'DECLINED',
  'booking.rescheduled': 'RESCHEDULED',
  'booking.chef_assigned': 'CHEF_ASSIGNED',
  'booking.chef_unassigned': 'CHEF_UNASSIGNED',
  'booking.updated': 'UPDATED',
  'booking.travel_started': 'TRAVEL_STARTED',
  'booking.checked_in': 'CHECKED_IN',
  'booking.completed': 'COMPLETED',
  'booking.cancelled': 'CANCELLED',
  'booking.no_show': 'NO_SHOW',
  'booking.expired': 'EXPIRED',
} as const satisfies Record<BookingEvent['type'], string>

export type ChangeMessage = Omit<EventMessage, 'event'> & { event: StoredBookingEvent }
/** A change of a booking that the viewer may hear of. */
export type VisibleChange = ChangeMessage & { booking: BookingRow | null }

interface Wanted {
  stationIds?: readonly string[] | null | undefined
  after?: string | null | undefined
}

/** All that happens to bookings at the stations where the viewer may see them, or at those of them that are named. */
export function followBookings({ stationIds, after }: Wanted, { viewer, follow }: Context) {
  const permission = 'bookings:booking:read'
  const wanted = stationIds && findIds('station', stationIds)
  const visible = stationsWith(viewer, permission)
  return follow({
    permission,
    filter: {
      types: new Set(Object.keys(changeKinds)),
      stationIds: new Set(wanted ? visible.filter((id) => wanted.includes(id)) : visible),
    },
    after: after ?? null,
  }) as AsyncIterable<ChangeMessage | CaughtUpMessage>
}

/** The message with the booking as it is by now; null, which is not sent, for one that the database does not show the viewer. */
export async function showBooking(
  message: ChangeMessage | CaughtUpMessage,
  _args: unknown,
  { reads }: Context,
): Promise<VisibleChange | CaughtUpMessage | null> {
  if (message.kind === 'caughtUp') return message
  const booking = await reads.load(bookingById, message.event.aggregateId)
  return booking && { ...message, booking }
}
