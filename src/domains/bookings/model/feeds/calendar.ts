import { contentLine, instantValue, textValue } from './content-line.ts'

export interface Calendar {
  name: string
  /** What there is to say about all of it; null for nothing. */
  description: string | null
  /** IANA: in which its times are best shown. */
  timezone: string
  events: readonly CalendarEvent[]
}

export interface CalendarEvent {
  /** The same as long as there is the event, and of no other. */
  uid: string
  /** Rises with each change. */
  version: number
  status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED'
  startsAt: Date
  endsAt: Date
  summary: string
  category: string
  createdAt: Date
  updatedAt: Date
}

/** How often programs are asked to look (RFC 7986, section 5.7). */
const REFRESH = 'PT15M'

/**
 * The calendar as a file (RFC 5545). Times are instants in UTC, so they are right on days on which clocks change without
 * any rules of zones in the file; X-WR-TIMEZONE alone says in which zone to show them.
 */
export function printCalendar({ name, description, timezone, events }: Calendar): string {
  return [
    contentLine('BEGIN', 'VCALENDAR'),
    contentLine('VERSION', '2.0'),
    contentLine('PRODID', '-//Teppan//Calendar feed//EN'),
    contentLine('CALSCALE', 'GREGORIAN'),
    contentLine('NAME', textValue(name)),
    contentLine('X-WR-CALNAME', textValue(name)),
    ...(description === null ? [] : [contentLine('X-WR-CALDESC', textValue(description))]),
    contentLine('X-WR-TIMEZONE', textValue(timezone)),
    contentLine('REFRESH-INTERVAL;VALUE=DURATION', REFRESH),
    contentLine('X-PUBLISHED-TTL', REFRESH),
    ...events.map(printEvent),
    contentLine('END', 'VCALENDAR'),
  ].join('')
}

function printEvent(event: CalendarEvent): string {
  return [
    contentLine('BEGIN', 'VEVENT'),
    contentLine('UID', textValue(event.uid)),
    contentLine('SEQUENCE', String(event.version)),
    // Of the row and not of the answer: what has not changed is printed the same.
    contentLine('DTSTAMP', instantValue(event.updatedAt)),
    contentLine('CREATED', instantValue(event.createdAt)),
    contentLine('LAST-MODIFIED', instantValue(event.updatedAt)),
    contentLine('DTSTART', instantValue(event.startsAt)),
    contentLine('DTEND', instantValue(event.endsAt)),
    contentLine('SUMMARY', textValue(event.summary)),
    contentLine('CATEGORIES', textValue(event.category)),
    contentLine('STATUS', event.status),
    contentLine('TRANSP', event.status === 'CANCELLED' ? 'TRANSPARENT' : 'OPAQUE'),
    contentLine('END', 'VEVENT'),
  ].join('')
}
