import type { BookingKind, BookingSource, BookingStatus } from '#platform/database/generated/tables/bookings.ts'

/** What is counted of a booking. */
export interface Counted {
  stationId: string
  zone: string
  kind: BookingKind
  source: BookingSource
  status: BookingStatus
  /** Of a HELD one, whether it has run out. */
  isOver: boolean
  /** Of a CANCELLED one, whether it had only been held. */
  wasHeld: boolean
  startsAt: Date
  createdAt: Date
  guests: number
  totalCents: number
  cancelFeeCents: number
  currency: string
}

/** The date that the clock on the wall shows. */
export function localDate(zone: string, instant: Date): string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return format.format(instant)
}

const DAY_MS = 86_400_000

/** The dates of a range, one by one. */
function datesOf(fromDate: string, untilDate: string): string[] {
  const dates: string[] = []
  for (let at = Date.parse(fromDate); at < Date.parse(untilDate); at += DAY_MS) {
    dates.push(new Date(at).toISOString().slice(0, 10))
  }
  return dates
}

/** What the days of one period have in common. A week is that of its Thursday. */
function labelOf(date: string, grouping: string): string {
  if (grouping === 'DAY') return date
  if (grouping === 'MONTH') return date.slice(0, 7)
  const monday = Date.parse('2018-01-01')
  return `week ${Math.floor((Date.parse(date) - monday) / (7 * DAY_MS))}`
}

/** The statistics of the API, counted one booking after the other. */
export function recount(bookings: readonly Counted[], fromDate: string, untilDate: string, grouping: string) {
  const dates = datesOf(fromDate, untilDate)
  const within = new Set(dates)
  const dated = bookings
    .map((booking) => ({ ...booking, date: localDate(booking.zone, booking.startsAt) }))
    .filter(({ date }) => within.has(date))
  const labels = grouping === 'NONE' ? [] : [...new Set(dates.map((date) => labelOf(date, grouping)))]
  return {
    total: figuresOf(dated),
    periods: labels.map((label) => {
      const days = dates.filter((date) => labelOf(date, grouping) === label)
      const last = days.at(-1) ?? ''
      return {
        fromDate: days[0],
        untilDate: new Date(Date.parse(last) + DAY_MS).toISOString().slice(0, 10),
        figures: figuresOf(dated.filter(({ date }) => days.includes(date))),
      }
    }),
  }
}

const STANDING: readonly string[] = ['PENDING', 'CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED']

function figuresOf(bookings: readonly Counted[]) {
  const shown = bookings.map((booking) => ({
    ...booking,
    status: booking.status === 'HELD' && booking.isOver ? 'EXPIRED' : booking.status,
  }))
  const standing = shown.filter(({ status }) => STANDING.includes(status))
  const cancelled = shown.filter(({ status, wasHeld }) => status === 'CANCELLED' && !wasHeld)
  const absent = shown.filter(({ status }) => status === 'NO_SHOW')
  const placed = [...standing, ...cancelled, ...absent]
  const share = (part: number) => (placed.length === 0 ? null : Math.round((part * 10_000) / placed.length))
  const seconds = placed.map(({ startsAt, createdAt }) => Math.max(0, startsAt.getTime() - createdAt.getTime()) / 1_000)
  return {
    bookings: shown.length,
    standing: standing.length,
    byStatus: countBy('status', shown),
    byKind: countBy('kind', shown),
    bySource: countBy('source', shown),
    cancellations: cancelled.length,
    cancellationRateBp: share(cancelled.length),
    noShows: absent.length,
    noShowRateBp: share(absent.length),
    guests: sum(standing.map(({ guests }) => guests)),
    averageLeadMinutes: placed.length === 0 ? null : Math.round(sum(seconds) / placed.length / 60),
    money: [...new Set(shown.map(({ currency }) => currency))].sort().map((currency) => {
      const amount = (amountCents: number) => ({ amountCents, currency })
      const paying = standing.filter((booking) => booking.currency === currency)
      const booked = sum(paying.map(({ totalCents }) => totalCents))
      const fees = shown.filter((booking) => booking.currency === currency).map(({ cancelFeeCents }) => cancelFeeCents)
      return {
        booked: amount(booked),
        averageBooked: paying.length === 0 ? null : amount(Math.round(booked / paying.length)),
        cancellationFees: amount(sum(fees)),
      }
    }),
  }
}

function countBy<Key extends string>(key: Key, bookings: readonly Record<Key, string>[]) {
  const groups = Map.groupBy(bookings, (booking) => booking[key])
  return [...groups].map(([value, { length }]) => ({ [key]: value, bookings: length })).sort(byText(key))
}

function byText(key: string) {
  return (one: Record<string, unknown>, other: Record<string, unknown>) =>
    String(one[key]) < String(other[key]) ? -1 : 1
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
