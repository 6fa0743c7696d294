import type { Timeline } from './timeline.ts'

/** A stretch of time in milliseconds since 1970 (UTC), half open. */
export interface Span {
  from: number
  to: number
}

/** A day on the wall calendar of a station: not always 24 hours. */
export interface LocalDay extends Span {
  /** YYYY-MM-DD */
  date: string
  /** The station's jobs that begin on it; 0 where its policy counts none. */
  jobs: number
}

/** From when on the clock on the wall is so many minutes ahead of UTC. */
export interface ZoneOffset {
  from: number
  minutes: number
}

/** The days of a range in the zone of a station, without gaps, and how its clocks go meanwhile; as the database has it. */
export interface Calendar {
  days: Timeline<LocalDay>
  offsets: Timeline<ZoneOffset>
}

export const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440

/** The day that the instant lies on; null outside of the calendar. */
export function dayOf({ days }: Calendar, at: number): LocalDay | null {
  const day = days.at(days.lastNotAfter(at))
  return day && at < day.to ? day : null
}

/** Minutes that the clock on the wall is ahead of UTC at the instant. */
function offsetAt({ offsets }: Calendar, at: number): number {
  return offsets.at(Math.max(0, offsets.lastNotAfter(at)))?.minutes ?? 0
}

/**
 * Every instant of the day at which the clock on the wall shows a multiple of so many minutes since midnight. A time that
 * the clock skips is not among them, and one that it shows twice is there twice.
 */
export function alignedStarts({ offsets }: Calendar, day: LocalDay, alignmentMinutes: number): number[] {
  const starts: number[] = []
  for (const [at, { from, minutes }] of [...offsets].entries()) {
    const until = Math.min(day.to, offsets.at(at + 1)?.from ?? Number.POSITIVE_INFINITY)
    const since = Math.max(day.from, from)
    const midnight = Math.floor((since / MINUTE_MS + minutes) / DAY_MINUTES) * DAY_MINUTES - minutes
    const passed = Math.ceil((since / MINUTE_MS - midnight) / alignmentMinutes)
    for (let step = passed; ; step += 1) {
      const start = (midnight + step * alignmentMinutes) * MINUTE_MS
      if (start >= until) break
      starts.push(start)
    }
  }
  return starts
}

/** What the clock on the wall shows, with its offset and its zone: `2026-11-01T01:30:00-05:00[America/New_York]`. */
export function localText(calendar: Calendar, zone: string, at: number): string {
  const minutes = offsetAt(calendar, at)
  const wall = new Date(at + minutes * MINUTE_MS).toISOString().slice(0, 19)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const offset = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
  return `${wall}${offset}[${zone}]`
}
