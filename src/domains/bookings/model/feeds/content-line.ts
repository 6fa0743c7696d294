/** What an iCalendar object consists of (RFC 5545): the forms of its values, and its lines. */

const MAX_OCTETS = 75

/** A text (section 3.3.11). A line break becomes `\n`, so that nothing in it can begin a line; other controls a space. */
export function textValue(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, ' ')
}

/** An instant in UTC, to the second (section 3.3.5, form 2). */
export function instantValue(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** One line with its end, folded where it has more than 75 octets and never within a character (section 3.1). */
export function contentLine(name: string, value: string): string {
  const line = `${name}:${value}`
  if (Buffer.byteLength(line) <= MAX_OCTETS) return `${line}\r\n`
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > MAX_OCTETS) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return `${folded}\r\n`
}
