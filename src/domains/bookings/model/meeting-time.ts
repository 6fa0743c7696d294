import type { BookingStatus } from './life-cycle.ts'
import type { TimeWindow } from './time-window.ts'

const HOUR_MS = 3_600_000
const HOURS_BEFORE = 48
const HOURS_AFTER = 24

const served: readonly BookingStatus[] = ['CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED', 'NO_SHOW']

/** Whether those who serve a booking need to know whom and where: around its time, if it takes place. */
export function canMeet({ status, startsAt, endsAt }: TimeWindow & { status: BookingStatus }, now: Date): boolean {
  const from = startsAt.getTime() - HOURS_BEFORE * HOUR_MS
  const until = endsAt.getTime() + HOURS_AFTER * HOUR_MS
  return served.includes(status) && now.getTime() >= from && now.getTime() < until
}
