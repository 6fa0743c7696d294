import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Calendar, CalendarEvent } from '#domains/bookings/model/feeds/calendar.ts'
import { printCalendar } from '#domains/bookings/use-cases/feeds/print-calendar.ts'
import { parseCalendar } from '../../../support/calendar-file.ts'

const event: CalendarEvent = {
  uid: 'booking_01h455vb4pex5vsknk084sn02q@teppan',
  version: 3,
  status: 'CONFIRMED',
  startsAt: new Date('2093-06-20T22:00:00.000Z'),
  endsAt: new Date('2093-06-21T02:00:00.000Z'),
  summary: 'BOS-7KQ2ZM, 12 guests, Catering',
  category: 'Catering',
  createdAt: new Date('2093-01-01T00:00:00.000Z'),
  updatedAt: new Date('2093-01-02T03:04:05.999Z'),
}
const calendar: Calendar = { name: 'Boston', description: null, timezone: 'America/New_York', events: [event] }

describe('a calendar', () => {
  it('is printed line by line', () => {
    expect(printCalendar(calendar).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Teppan//Calendar feed//EN',
      'CALSCALE:GREGORIAN',
      'NAME;VALUE=TEXT:Boston',
      'X-WR-CALNAME;VALUE=TEXT:Boston',
      'X-WR-TIMEZONE;VALUE=TEXT:America/New_York',
      'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
      'X-PUBLISHED-TTL:PT15M',
      'BEGIN:VEVENT',
      'UID:booking_01h455vb4pex5vsknk084sn02q@teppan',
      'SEQUENCE:3',
      'DTSTAMP:20930102T030405Z',
      'CREATED:20930101T000000Z',
      'LAST-MODIFIED:20930102T030405Z',
      'DTSTART:20930620T220000Z',
      'DTEND:20930621T020000Z',
      'SUMMARY:BOS-7KQ2ZM\\, 12 guests\\, Catering',
      'CATEGORIES:Catering',
      'STATUS:CONFIRMED',
      'TRANSP:OPAQUE',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
  })

  it('without events is one all the same', () => {
    expect(parseCalendar(printCalendar({ ...calendar, events: [] })).events).toEqual([])
  })

  it.each([
    ['a line break', 'Evil\r\nBEGIN:VEVENT\r\nUID:x', 'Evil\nBEGIN:VEVENT\nUID:x'],
    ['half a line break', 'a\rEND:VCALENDAR\nb', 'a\nEND:VCALENDAR\nb'],
    ['what separates', 'a,b;c:d"e', 'a,b;c:d"e'],
    ['what escapes', 'a\\nb\\,c\\', 'a\\nb\\,c\\'],
    ['controls', 'a\u0000b\u0007c\td\u007Fe\u0085f', 'a b c d e f'],
    ['many octets', '鉄板焼き🔥'.repeat(40), '鉄板焼き🔥'.repeat(40)],
    ['spaces at folds', ' '.repeat(200), ' '.repeat(200)],
  ])('keeps %s within its text', (_what, given, read) => {
    const text = printCalendar({ ...calendar, name: given, description: given, events: [{ ...event, summary: given }] })
    const { properties, events } = parseCalendar(text)
    expect([properties.NAME, properties['X-WR-CALNAME'], properties['X-WR-CALDESC']]).toEqual([read, read, read])
    expect(events.map(({ UID, SUMMARY }) => [UID, SUMMARY])).toEqual([[event.uid, read]])
  })

  it('is read again as it was, whatever the texts', () => {
    const nasty = fc.constantFrom(
      '\r',
      '\n',
      '\r\n',
      ';',
      ',',
      '\\',
      ':',
      '"',
      ' ',
      '\t',
      '鉄',
      '🔥',
      'BEGIN:VEVENT',
      'a',
    )
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 120 }), fc.string({ unit: 'binary', maxLength: 100 }), (parts, rest) => {
        const summary = parts.join('') + rest
        const { events } = parseCalendar(printCalendar({ ...calendar, events: [{ ...event, summary }] }))
        const expected = summary.replaceAll(/\r\n|\r/g, '\n').replaceAll(/(?!\n)\p{Cc}/gu, ' ')
        expect(events.map(({ SUMMARY }) => SUMMARY)).toEqual([expected])
      }),
      { numRuns: 500 },
    )
  })
})
