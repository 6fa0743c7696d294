import { sql } from 'kysely'
import type { TravelTimes } from '#kernel/travel-times.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { type BookingPolicy, noPolicy } from '../../model/availability/booking-policy.ts'
import type { Calendar, Span } from '../../model/availability/calendar.ts'
import { datesAround, type RequestedRange } from '../../model/availability/dates-around.ts'
import { type Availability, indexJobs, type ResourceTime } from '../../model/availability/judgement.ts'
import { Timeline } from '../../model/availability/timeline.ts'
import { epochMs } from './epoch.ts'
import { type Occupied, readOccupations } from './occupation-reads.ts'
import { type OpenHours, readOpenHours } from './open-hours-reads.ts'
import { policyJson } from './policy-reads.ts'

export interface AvailabilityRequest {
  stationId: string
  /** IANA. */
  zone: string
  now: Date
  range: RequestedRange
  /** How long what begins in the range may last, in minutes. */
  durationMinutes: number
  /** Those whose time is read; all of them, or all of these kinds, when it is null. */
  resourceIds: readonly string[] | null
  kinds: readonly string[] | null
  /** Whose own time does not count: the booking that is to be moved. */
  exceptBookingId: string | null
  /** Enough where nobody travels and nothing is to be explained. */
  timesOnly: boolean
  /** By which it will be judged. */
  travelTimes: TravelTimes
}

interface Frame {
  policy: BookingPolicy | null
  horizonAt: number | null
  range: Span
  days: { date: string; from: number; to: number; jobs: number; clock: [number, number][] }[]
}

/**
 * The policy that holds, and the local days from the one before the range to the one after all that begins in it. A day
 * of 24 hours keeps its offset; the others are looked at by the quarter of an hour, at which all zones change theirs.
 */
const frames = prepare<{ frame: Frame }>({
  compile: () =>
    sql<{ frame: Frame }>`
      with policy as (
        select policies.* from bookings.booking_policies as policies
        where policies.station_id = ${parameter(1, 'uuid')} order by policies.version desc limit 1),
      wanted as (
        select coalesce(${parameter(3, 'date')}, (${parameter(5, 'timestamptz')} at time zone ${parameter(2, 'text')})::date) as first,
          coalesce(${parameter(4, 'date')}, ((${parameter(6, 'timestamptz')} - interval '1 millisecond') at time zone $2)::date + 1) as past),
      days as (
        select day::date as day, day at time zone $2 as starts_at, (day + interval '1 day') at time zone $2 as ends_at
        from wanted, generate_series(first - interval '1 day', past + make_interval(mins => ${parameter(7, 'int')}), interval '1 day') as day),
      clocks as (
        select days.day, jsonb_agg(jsonb_build_array(${epoch('at')},
          round(extract(epoch from (at at time zone $2) - (at at time zone 'UTC')) / 60)) order by at) as clock
        from days, generate_series(starts_at, ends_at - interval '1 second',
          case when ends_at - starts_at = interval '24 hours' then interval '24 hours' else interval '15 minutes' end) as at
        group by days.day)
      select jsonb_build_object(
        'policy', (select ${policyJson} from policy),
        'horizonAt', (select ${epoch(`(((${'$'}8::timestamptz at time zone $2)::date + policy.horizon_days + 1)::timestamp at time zone $2)`)} from policy),
        'range', (select jsonb_build_object(
          'from', ${epoch('coalesce($5::timestamptz, first::timestamp at time zone $2)')},
          'to', ${epoch('coalesce($6::timestamptz, past::timestamp at time zone $2)')}) from wanted),
        'days', (select jsonb_agg(jsonb_build_object('date', days.day, 'from', ${epoch('starts_at')}, 'to', ${epoch('ends_at')},
            'clock', clocks.clock, 'jobs', coalesce(jobs.count, 0)) order by days.day)
          from days join clocks on clocks.day = days.day
          left join lateral (select count(*) from bookings.bookings as bookings
            where bookings.station_id = $1 and bookings.starts_at >= days.starts_at and bookings.starts_at < days.ends_at
              and bookings.id is distinct from ${parameter(9, 'uuid')}
              and (bookings.status in ('PENDING', 'CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED')
                or bookings.status = 'HELD' and bookings.hold_expires_at > $8)
          ) as jobs on exists (select from policy where station_daily_cap is not null))) as frame`.compile(db),
})

function epoch(instant: string) {
  return sql.raw(epochMs(instant))
}

/**
 * All that decides whether the station can be booked, in three statements whatever the range and the resources; they are
 * sent together where it is known which resources.
 */
export async function readAvailability(
  session: Session,
  request: AvailabilityRequest,
): Promise<Availability & { range: Span }> {
  const { stationId, zone, now, travelTimes } = request
  const dates = datesAround(request)
  const reading = [readFrame(session, request), readOpenHours(session, { ...request, ...dates })] as const
  const [frame, hours, occupations] = await Promise.all([
    ...reading,
    request.resourceIds
      ? readOccupations(session, { ...request, ...dates, resourceIds: request.resourceIds })
      : Promise.all(reading).then(([{ days }, all]) =>
          readOccupations(session, { ...request, ...boundsOf(days), resourceIds: all.map(({ id }) => id) }),
        ),
  ])
  const policy = frame.policy ?? noPolicy
  const calendar = toCalendar(frame)
  const resources = hours.map((resource) => toResourceTime(resource, policy, calendar, occupations.get(resource.id)))
  const { horizonAt } = frame
  const station = { stationId, zone, now: now.getTime(), policy, horizonAt, calendar, travelTimes }
  return { ...station, resources, range: frame.range }
}

async function readFrame(session: Session, request: AvailabilityRequest): Promise<Frame> {
  const { stationId, zone, now, range, durationMinutes, exceptBookingId } = request
  const bounds = 'from' in range ? [null, null, range.from, range.until] : [range.fromDate, range.untilDate, null, null]
  const [row] = await session.run(frames, [stationId, zone, ...bounds, durationMinutes, now, exceptBookingId])
  if (!row) throw new Error('a statement without rows')
  return row.frame
}

function boundsOf(days: Frame['days']) {
  const [first, last] = [days.at(0), days.at(-1)]
  if (!first || !last) throw new Error('a range without days')
  return { from: new Date(first.from), until: new Date(last.to) }
}

function toCalendar({ days }: Frame): Calendar {
  const offsets: { from: number; minutes: number }[] = []
  for (const [from, minutes] of days.flatMap(({ clock }) => clock)) {
    if (offsets.at(-1)?.minutes !== minutes) offsets.push({ from, minutes })
  }
  return { days: new Timeline(days.map(({ clock: _, ...day }) => day)), offsets: new Timeline(offsets) }
}

function toResourceTime(
  { bufferBeforeMinutes, bufferAfterMinutes, usual, open, ...resource }: OpenHours,
  policy: BookingPolicy,
  calendar: Calendar,
  occupied: Occupied | undefined,
): ResourceTime {
  const { jobs, blocks } = occupied ?? { jobs: [], blocks: [] }
  const before = bufferBeforeMinutes ?? policy.bufferBeforeMinutes
  const after = bufferAfterMinutes ?? policy.bufferAfterMinutes
  return {
    ...resource,
    usual: new Timeline(usual),
    open: new Timeline(open),
    gapMinutes: Math.max(before, after),
    jobs: new Timeline(jobs),
    blocks,
    ...indexJobs(jobs, calendar),
  }
}
