import { MINUTE_MS } from './calendar.ts'

const DAY_MS = 1_440 * MINUTE_MS

/** Local dates of the station, or instants; half open. */
export type RequestedRange = { fromDate: string; untilDate: string } | { from: Date; until: Date }

/** A stretch of time, in whole local dates, both included, and in instants. */
export interface DatesAround {
  firstDate: string
  lastDate: string
  from: Date
  until: Date
}

/**
 * The local dates from the one before the range to the one after all that begins in it, and a little more where the
 * zone decides: no zone is a day away from UTC.
 */
export function datesAround({
  range,
  durationMinutes,
}: {
  range: RequestedRange
  durationMinutes: number
}): DatesAround {
  const [first, past] =
    'from' in range
      ? [range.from.getTime() - DAY_MS, range.until.getTime() + 2 * DAY_MS]
      : [Date.parse(range.fromDate), Date.parse(range.untilDate)]
  const [before, after] = [first - DAY_MS, past + durationMinutes * MINUTE_MS]
  return {
    firstDate: dateOf(before),
    lastDate: dateOf(after),
    from: new Date(before - 2 * DAY_MS),
    until: new Date(after + 2 * DAY_MS),
  }
}

/** In UTC. */
function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
