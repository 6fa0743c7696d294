/** By zone: to make one takes eight times as long as to use it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(timeZone, format)
  return format
}

/** The date that the calendar on the wall of the zone shows at that time, as `2026-11-21`. */
export function localDateOf(instant: Date, timezone: string): string {
  const parts = new Map(
    formatIn(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
}

/** Saturday and Sunday. */
export function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00.000Z`).getUTCDay()
  return day === 0 || day === 6
}

/** Whether the date lies in a range that includes both its ends; a missing end is no limit. */
export function isWithin(date: string, from: string | null, until: string | null): boolean {
  return (from === null || from <= date) && (until === null || date <= until)
}
