import type { Session } from '#platform/database/rows.ts'
import type { Span } from '../../model/availability/calendar.ts'
import type { CalendarWish } from '../../model/calendar/calendar-wish.ts'
import { readOpenHoursAt } from '../availability/open-hours-reads.ts'
import { requireWithin } from './entry-statements.ts'

/** A resource in use with the stretches in which it works, in order; cut to those of the calendar. */
export interface CalendarResourceRow {
  id: string
  open: { startsAt: Date; endsAt: Date }[]
}

const DAY_MS = 86_400_000

/** By name. */
export async function readCalendarResources(session: Session, wish: CalendarWish): Promise<CalendarResourceRow[]> {
  const { stations, from, until, resourceIds, resourceKinds, limit } = wish
  // Wherever a station lies, its dates are at most one away from those of UTC; hours over midnight begin a day before.
  const rows = await readOpenHoursAt(session, stations, {
    firstDate: dateText(from.getTime() - 2 * DAY_MS),
    lastDate: dateText(until.getTime() + DAY_MS),
    resourceIds,
    kinds: resourceKinds,
  })
  requireWithin(rows, { limit, entries: 'resources' })
  return rows.map(({ id, open }) => ({ id, open: cutSpans(open, wish) }))
}

function cutSpans(spans: readonly Span[], { from, until }: CalendarWish) {
  return spans.flatMap((span) => {
    const [startsAt, endsAt] = [Math.max(span.from, from.getTime()), Math.min(span.to, until.getTime())]
    return startsAt < endsAt ? [{ startsAt: new Date(startsAt), endsAt: new Date(endsAt) }] : []
  })
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
