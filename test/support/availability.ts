import type { CancellationTier, RescheduleLimit } from '#domains/bookings/model/availability/booking-policy.ts'
import { localText } from '#domains/bookings/model/availability/calendar.ts'
import type { Demand } from '#domains/bookings/model/availability/demand.ts'
import { judgeWindow, windowsByDay } from '#domains/bookings/model/availability/slots.ts'
import { readAvailability } from '#domains/bookings/store/availability/availability-reads.ts'
import type { BookingScene } from './bookings.ts'
import { asGateway } from './bookings.ts'

/** What a test sets of a policy; the rest limits nothing. */
export interface PolicyColumns {
  alignmentMinutes?: number
  minimumNoticeMinutes?: number
  horizonDays?: number
  bufferBeforeMinutes?: number
  bufferAfterMinutes?: number
  resourceDailyCap?: number | null
  stationDailyCap?: number | null
  travelSpeedKmh?: number
  cancellationTiers?: readonly CancellationTier[]
  rescheduleLimits?: readonly RescheduleLimit[]
}

/** A new version of the station's policy. */
export async function givePolicy({ gateway, stationId }: BookingScene, columns: PolicyColumns): Promise<void> {
  const policy = { alignmentMinutes: 30, minimumNoticeMinutes: 0, horizonDays: 36_525, ...columns }
  await gateway.sql(
    `insert into bookings.booking_policies (id, station_id, version, alignment_minutes, minimum_notice_minutes, horizon_days,
       buffer_before_minutes, buffer_after_minutes, resource_daily_cap, station_daily_cap, hold_minutes, travel_speed_kmh,
       cancellation_tiers, reschedule_limits)
     select gen_random_uuid(), $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8, 15, $9, $10, $11
     from bookings.booking_policies where station_id = $1`,
    [
      stationId,
      policy.alignmentMinutes,
      policy.minimumNoticeMinutes,
      policy.horizonDays,
      policy.bufferBeforeMinutes ?? 0,
      policy.bufferAfterMinutes ?? 0,
      policy.resourceDailyCap ?? null,
      policy.stationDailyCap ?? null,
      policy.travelSpeedKmh ?? 50,
      JSON.stringify(policy.cancellationTiers ?? []),
      JSON.stringify(policy.rescheduleLimits ?? []),
    ],
  )
}

export interface Shift {
  /** ISO: Monday is 1; every day when it is not given. */
  weekday?: number
  /** HH:MM */
  start: string
  end: string
  validFrom?: string
  validUntil?: string
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

export async function giveHours({ gateway, stationId }: BookingScene, resourceId: string, shifts: Shift[]) {
  for (const { weekday, start, end, validFrom = null, validUntil = null } of shifts) {
    await gateway.sql(
      `insert into bookings.availability_rules (id, station_id, resource_id, weekday, start_minute, end_minute,
         valid_from_date, valid_until_date)
       select gen_random_uuid(), $1, $2, weekday, $4, $5, $6, $7
       from generate_series(1, 7) as weekday where $3::int is null or weekday = $3`,
      [stationId, resourceId, weekday ?? null, minutes(start), minutes(end), validFrom, validUntil],
    )
  }
}

/** A day that is different; closed without hours, for the whole station without a resource. */
export async function giveOverride(
  { gateway, stationId }: BookingScene,
  {
    date,
    resourceId = null,
    hours = null,
  }: { date: string; resourceId?: string | null; hours?: [string, string] | null },
) {
  await gateway.sql(
    `insert into bookings.availability_overrides (id, station_id, resource_id, local_date, kind, start_minute, end_minute, updated_at)
     values (gen_random_uuid(), $1, $2, $3, (case when $4::int is null then 'CLOSED' else 'OPEN' end)::bookings.availability_override_kind, $4, $5, now())`,
    [stationId, resourceId, date, hours && minutes(hours[0]), hours && minutes(hours[1])],
  )
}

export interface Looked {
  fromDate: string
  untilDate: string
  durationMinutes: number
  demand: Demand
  now?: Date
  venue?: { latitude: number; longitude: number }
  skills?: string[]
}

/** Every window of the range, with what the clock of the station shows at its beginning and what speaks against it. */
export async function lookAt(scene: BookingScene, looked: Looked) {
  const { fromDate, untilDate, durationMinutes, demand, venue = null, skills = [] } = looked
  const context = asGateway(scene)
  const found = await context.unitOfWork.run(context.viewer, async ({ session }) => {
    const station = await context.stations.find(scene.stationId, session)
    return readAvailability(session, {
      stationId: scene.stationId,
      zone: station?.timezone ?? '',
      now: looked.now ?? new Date('2020-01-01T00:00:00Z'),
      range: { fromDate, untilDate },
      durationMinutes,
      resourceIds: demand.resourceIds ?? null,
      kinds: demand.needs?.map(({ kind }) => kind) ?? null,
      exceptBookingId: null,
      timesOnly: false,
      travelTimes: context.travelTimes,
    })
  })
  const search = { demand, durationMinutes, range: found.range, task: { skills, venue, isWalkIn: false } }
  const windows = [...windowsByDay(found, search)].flatMap((day) =>
    day.windows.map((window) => ({
      date: day.day.date,
      startsAt: new Date(window.from),
      endsAt: new Date(window.to),
      local: localText(found.calendar, found.zone, window.from),
      ...judgeWindow(found, window, search),
    })),
  )
  return { found, windows, slots: windows.filter(({ reasons }) => reasons.length === 0) }
}

/** The times of the clock, with their offsets, at which something can be had. */
export async function localStarts(scene: BookingScene, looked: Looked): Promise<string[]> {
  const { slots } = await lookAt(scene, looked)
  return slots.map(({ local }) => local.slice(0, local.indexOf('[')))
}

/** Moves the station, before anything is booked there. */
export async function setZone({ gateway, stationId }: BookingScene, zone: string): Promise<void> {
  await gateway.sql('update identity.stations set timezone = $2 where id = $1', [stationId, zone])
}
