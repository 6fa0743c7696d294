import type { StatsGrouping, StatsPeriod, StatsRange } from './stats-range.ts'
import { periodsOf } from './stats-range.ts'

/** What is counted of bookings that have something in common. */
export interface Tally {
  /** The first day of their day, week or month; null for all of the range. */
  period: string | null
  /** By what they are counted, and which value of it they have; null for all of the period. */
  by: Dimension | null
  value: string | null
  /** Whatever became of them. */
  bookings: number
  /** Those that are to take place, take place or took place. */
  standing: number
  cancelled: number
  noShows: number
  /** Of those that stand. */
  guests: number
  bookedCents: number
  cancelFeeCents: number
  /** From the making to the beginning, of those that stood once; in seconds. */
  leadSeconds: number
}

export type Dimension = 'status' | 'kind' | 'source' | 'currency'

/** One for each value that there is. */
export type Tallies = Record<Dimension, Tally[]>

/** What is told of one period, or of the whole range. */
export interface BookingFigures extends Tallies {
  all: Tally
}

export interface BookingStats {
  range: StatsRange
  total: BookingFigures
  periods: { period: StatsPeriod; figures: BookingFigures }[]
}

/** Sorts what was counted by period; one without bookings has zeros. */
export function arrangeStats(tallies: readonly Tally[], range: StatsRange, grouping: StatsGrouping): BookingStats {
  const byPeriod = Map.groupBy(tallies, ({ period }) => period)
  return {
    range,
    total: figuresOf(byPeriod.get(null) ?? []),
    periods: periodsOf(range, grouping).map((period) => ({
      period,
      figures: figuresOf(byPeriod.get(period.startDate) ?? []),
    })),
  }
}

function figuresOf(tallies: readonly Tally[]): BookingFigures {
  const {
    status = [],
    kind = [],
    source = [],
    currency = [],
    all = [],
  } = Object.groupBy(tallies, ({ by }) => by ?? 'all')
  return { status, kind, source, currency, all: all[0] ?? nothing }
}

const nothing: Tally = {
  period: null,
  by: null,
  value: null,
  bookings: 0,
  standing: 0,
  cancelled: 0,
  noShows: 0,
  guests: 0,
  bookedCents: 0,
  cancelFeeCents: 0,
  leadSeconds: 0,
}

/** Those that stand, that were called off, or to which somebody did not come: not what was never placed or was declined. */
function countPlaced({ standing, cancelled, noShows }: Tally): number {
  return standing + cancelled + noShows
}

/** How many of those that were placed, in hundredths of a percent; null when none were. */
export function shareOfPlaced(part: number, tally: Tally): number | null {
  const placed = countPlaced(tally)
  return placed === 0 ? null : Math.round((part * 10_000) / placed)
}

/** In minutes; null when nothing was placed. */
export function averageLead(tally: Tally): number | null {
  const placed = countPlaced(tally)
  return placed === 0 ? null : Math.round(tally.leadSeconds / placed / 60)
}
