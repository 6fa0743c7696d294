import { z } from 'zod'

export const MAX_STATS_DAYS = 366

const DAY_MS = 86_400_000

const day = z.iso.date().refine((date) => date >= '1900-01-01' && date <= '9000-01-01', 'must be from 1900 to 9000')

/** Local dates, half open. */
export const statsRange = z
  .object({ fromDate: day, untilDate: day })
  .superRefine(({ fromDate, untilDate }, context) => {
    const days = (Date.parse(untilDate) - Date.parse(fromDate)) / DAY_MS
    if (days >= 1 && days <= MAX_STATS_DAYS) return
    const message = `must be after fromDate, by ${MAX_STATS_DAYS} days at most`
    context.addIssue({ code: 'custom', path: ['untilDate'], message })
  })
export type StatsRange = z.infer<typeof statsRange>

export type StatsGrouping = 'DAY' | 'WEEK' | 'MONTH' | 'NONE'

/** A day, a week from Monday, or a month: cut to the range. */
export interface StatsPeriod extends StatsRange {
  /** The first day of the whole of it. */
  startDate: string
}

/** Every period that touches the range, in order; none without a grouping. */
export function periodsOf({ fromDate, untilDate }: StatsRange, grouping: StatsGrouping): StatsPeriod[] {
  const periods: StatsPeriod[] = []
  if (grouping === 'NONE') return periods
  for (let date = fromDate; date < untilDate; ) {
    const next = nextStart(date, grouping)
    periods.push({
      startDate: startOf(date, grouping),
      fromDate: date,
      untilDate: next < untilDate ? next : untilDate,
    })
    date = next
  }
  return periods
}

type Grouped = Exclude<StatsGrouping, 'NONE'>

function startOf(date: string, grouping: Grouped): string {
  if (grouping === 'MONTH') return `${date.slice(0, 7)}-01`
  return grouping === 'DAY' ? date : addDays(date, 1 - isoWeekday(date))
}

function nextStart(date: string, grouping: Grouped): string {
  if (grouping === 'DAY') return addDays(date, 1)
  if (grouping === 'WEEK') return addDays(date, 8 - isoWeekday(date))
  // Wherever in the month it lies, 31 days after its first day is the next one.
  return `${addDays(`${date.slice(0, 7)}-01`, 31).slice(0, 7)}-01`
}

/** Monday is 1, Sunday is 7. */
function isoWeekday(date: string): number {
  return new Date(date).getUTCDay() || 7
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}
