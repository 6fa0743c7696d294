/** A reader of iCalendar files (RFC 5545) that takes nothing that is not exactly right. */
export interface ParsedCalendar {
  properties: Properties
  events: Properties[]
}

/** Each property once, with its value as it was before it was escaped. */
export type Properties = Readonly<Record<string, string>>

const LINE = /^([A-Z][A-Z0-9-]*)((?:;[A-Z][A-Z0-9-]*=[^\p{Cc}";:,]+)*):([^\p{Cc}]*)$/u
const TEXTS = ['UID', 'SUMMARY', 'CATEGORIES', 'NAME', 'X-WR-CALNAME', 'X-WR-CALDESC', 'X-WR-TIMEZONE']
const INSTANTS = ['DTSTAMP', 'CREATED', 'LAST-MODIFIED', 'DTSTART', 'DTEND']
const OF_EVENTS = [...INSTANTS, 'UID', 'SEQUENCE', 'SUMMARY', 'CATEGORIES', 'STATUS', 'TRANSP'].sort()

export function parseCalendar(text: string): ParsedCalendar {
  const lines = unfold(text).map(parseLine)
  const [first, ...rest] = lines
  const last = rest.pop()
  if (first?.join() !== 'BEGIN,VCALENDAR' || last?.join() !== 'END,VCALENDAR') throw new Error('is no calendar')
  const begin = rest.findIndex(([name]) => name === 'BEGIN')
  const properties = collect(begin < 0 ? rest : rest.slice(0, begin))
  if (properties.VERSION !== '2.0' || !properties.PRODID) throw new Error('lacks VERSION or PRODID')
  const events: Properties[] = []
  const left = begin < 0 ? [] : rest.slice(begin)
  while (left.length > 0) {
    const end = left.findIndex((line) => line.join() === 'END,VEVENT')
    const [head, ...body] = left.splice(0, end + 1)
    if (end < 0 || head?.join() !== 'BEGIN,VEVENT') throw new Error(`is no event: ${head?.join()}`)
    const event = collect(body.slice(0, -1))
    if (Object.keys(event).sort().join() !== OF_EVENTS.join()) throw new Error(`has ${Object.keys(event)}`)
    events.push(event)
  }
  if (new Set(events.map(({ UID }) => UID)).size !== events.length) throw new Error('has a UID twice')
  return { properties, events }
}

/** Lines end with CR LF, the last one too, have at most 75 octets, and go on after a space. */
function unfold(text: string): string[] {
  if (!text.endsWith('\r\n')) throw new Error('the last line has no end')
  const lines = text.slice(0, -2).split('\r\n')
  for (const line of lines) {
    if (Buffer.byteLength(line) > 75) throw new Error(`has ${Buffer.byteLength(line)} octets: ${line}`)
    if (!line.isWellFormed()) throw new Error(`is cut within a character: ${line}`)
  }
  return lines.join('\r\n').replaceAll('\r\n ', '').split('\r\n')
}

function parseLine(line: string): [string, string] {
  const [, name = '', , value = ''] = LINE.exec(line) ?? []
  if (name === '') throw new Error(`is no line: ${JSON.stringify(line)}`)
  if (INSTANTS.includes(name) && !/^\d{8}T\d{6}Z$/.test(value)) throw new Error(`${name} is no instant: ${value}`)
  return [name, TEXTS.includes(name) ? plainText(value) : value]
}

function plainText(value: string): string {
  if (!/^(?:[^\\;,]|\\[\\;,n])*$/.test(value)) throw new Error(`is no text: ${value}`)
  return value.replaceAll(/\\(.)/g, (_all, what: string) => (what === 'n' ? '\n' : what))
}

function collect(lines: readonly [string, string][]): Properties {
  const names = lines.map(([name]) => name)
  if (new Set(names).size !== names.length) throw new Error(`has something twice: ${names}`)
  if (names.includes('BEGIN') || names.includes('END')) throw new Error('has something within something')
  return Object.fromEntries(lines)
}

/** The instant of a value like 20930620T220000Z. */
export function toInstant(value: string | undefined): Date {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value ?? '') ?? []
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}
