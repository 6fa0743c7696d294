import ICAL from 'ical.js'
import type { Calendar, CalendarEvent } from '../../model/feeds/calendar.ts'

/** How often programs are asked to look (RFC 7986, section 5.7). */
const REFRESH = 'PT15M'

/** The library counts the octets of a line without the space that goes on from the one before; 75 are allowed. */
ICAL.foldLength = 74

/**
 * The calendar as a file (RFC 5545). Times are instants in UTC, so they are right on days on which clocks change without
 * any rules of zones in the file; X-WR-TIMEZONE alone says in which zone to show them.
 */
export function printCalendar({ name, description, timezone, events }: Calendar): string {
  const calendar = new ICAL.Component('vcalendar')
  calendar.addPropertyWithValue('version', '2.0')
  calendar.addPropertyWithValue('prodid', '-//Teppan//Calendar feed//EN')
  calendar.addPropertyWithValue('calscale', 'GREGORIAN')
  addText(calendar, 'name', name)
  addText(calendar, 'x-wr-calname', name)
  if (description !== null) addText(calendar, 'x-wr-caldesc', description)
  addText(calendar, 'x-wr-timezone', timezone)
  calendar.addProperty(new ICAL.Property(['refresh-interval', {}, 'duration', REFRESH]))
  calendar.addPropertyWithValue('x-published-ttl', REFRESH)
  for (const event of events) calendar.addSubcomponent(toComponent(event))
  return `${calendar.toString()}\r\n`
}

function toComponent(event: CalendarEvent): ICAL.Component {
  const component = new ICAL.Component('vevent')
  addText(component, 'uid', event.uid)
  component.addPropertyWithValue('sequence', event.version)
  // Of the row and not of the answer: what has not changed is printed the same.
  component.addPropertyWithValue('dtstamp', toTime(event.updatedAt))
  component.addPropertyWithValue('created', toTime(event.createdAt))
  component.addPropertyWithValue('last-modified', toTime(event.updatedAt))
  component.addPropertyWithValue('dtstart', toTime(event.startsAt))
  component.addPropertyWithValue('dtend', toTime(event.endsAt))
  addText(component, 'summary', event.summary)
  addText(component, 'categories', event.category)
  component.addPropertyWithValue('status', event.status)
  component.addPropertyWithValue('transp', event.status === 'CANCELLED' ? 'TRANSPARENT' : 'OPAQUE')
  return component
}

/** Says that it is a text, also where the library does not know the property: then it escapes what is special. */
function addText(component: ICAL.Component, property: string, text: string): void {
  component.addProperty(new ICAL.Property([property, {}, 'text', withoutControls(text)]))
}

/** Line breaks become `\n`; other controls, which a text must not have (section 3.3.11), a space. */
function withoutControls(text: string): string {
  return text.replaceAll(/\r\n|\r/g, '\n').replaceAll(/(?!\n)\p{Cc}/gu, ' ')
}

/** An instant in UTC, to the second. */
function toTime(instant: Date): ICAL.Time {
  return ICAL.Time.fromJSDate(instant, true)
}
