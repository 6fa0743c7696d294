import { encodeTypeId } from '#kernel/type-id.ts'
import { type BookingStatus, statusAt } from '../life-cycle.ts'
import type { CalendarEvent } from './calendar.ts'

/** A booking or an approved time off, as far as feeds tell of it: nothing that leads to a customer. */
export type FeedEntry = FeedBooking | FeedTimeOff

interface FeedStretch {
  id: string
  startsAt: Date
  endsAt: Date
  version: number
  createdAt: Date
  updatedAt: Date
}

export interface FeedBooking extends FeedStretch {
  type: 'BOOKING'
  reference: string
  kind: 'CATERING' | 'APPOINTMENT'
  status: BookingStatus
  holdExpiresAt: Date | null
  guests: number
}

export interface FeedTimeOff extends FeedStretch {
  type: 'TIME_OFF'
}

/** What stands in the calendar; what is off stays there as CANCELLED, so that programs take it away. */
const statuses: Readonly<Record<BookingStatus, CalendarEvent['status']>> = {
  HELD: 'TENTATIVE',
  PENDING: 'TENTATIVE',
  CONFIRMED: 'CONFIRMED',
  EN_ROUTE: 'CONFIRMED',
  SEATED: 'CONFIRMED',
  COMPLETED: 'CONFIRMED',
  EXPIRED: 'CANCELLED',
  DECLINED: 'CANCELLED',
  CANCELLED: 'CANCELLED',
  NO_SHOW: 'CANCELLED',
}

const kinds = { CATERING: 'Catering', APPOINTMENT: 'Appointment' } as const

export function toCalendarEvent(entry: FeedEntry, now: Date): CalendarEvent {
  const { startsAt, endsAt, version, createdAt, updatedAt } = entry
  const stretch = { startsAt, endsAt, version, createdAt, updatedAt }
  if (entry.type === 'TIME_OFF') {
    const uid = uidOf('timeoff', entry.id)
    return { ...stretch, uid, status: 'CONFIRMED', summary: 'Time off', category: 'Time off' }
  }
  const { reference, kind, guests } = entry
  return {
    ...stretch,
    uid: uidOf('booking', entry.id),
    status: statuses[statusAt(entry, now)],
    summary: `${reference}, ${guests} ${guests === 1 ? 'guest' : 'guests'}, ${kinds[kind]}`,
    category: kinds[kind],
  }
}

/** The public id, which no other event anywhere has; the part after the @ never changes. */
function uidOf(prefix: string, id: string): string {
  return `${encodeTypeId(prefix, id)}@teppan`
}
