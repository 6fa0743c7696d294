import { type RawBuilder, sql } from 'kysely'
import type { GeoPoint } from '#kernel/great-circle.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Span } from '../../model/availability/calendar.ts'
import type { ResourceKind } from '../../model/availability/demand.ts'
import type { ZonedStation } from '../../model/availability/zoned-station.ts'
import { epochMs } from './epoch.ts'

/** A resource in use and its hours, apart and in order. */
export interface OpenHours {
  id: string
  stationId: string
  kind: ResourceKind
  name: string
  skills: string[]
  home: GeoPoint | null
  bufferBeforeMinutes: number | null
  bufferAfterMinutes: number | null
  /** By its rules alone. */
  usual: Span[]
  open: Span[]
}

/** Beginning and end, in milliseconds. */
type Bounds = [number, number]

interface OpenHoursRow extends Omit<OpenHours, 'usual' | 'open'> {
  usual: Bounds[] | null
  open: Bounds[] | null
  /** `open` is left out then. */
  isAsUsual: boolean
}

interface WantedHours {
  /** Local dates, both included. */
  firstDate: string
  lastDate: string
  resourceIds: readonly string[] | null
  kinds: readonly string[] | null
}

interface OpenHoursRequest extends WantedHours {
  stationId: string
  zone: string
}

const bounds = (spans: string) =>
  sql.raw(
    `(select array_to_json(array_agg(array[${epochMs('lower(span)')}, ${epochMs('upper(span)')}])) from unnest(${spans}) as span)`,
  )

/**
 * Each local date brings the hours of its rules, or what holds in their place: the override of the resource before that
 * of the station. Times of the clock become instants in the zone, date by date: one that the clock skips moves forward
 * by as much as it skips, one that it shows twice is the second. Hours that begin before midnight belong to their
 * beginning. The stations are a table of `id` and `zone`, the first two parameters.
 */
function openHoursAt(stations: RawBuilder<unknown>) {
  return prepare<OpenHoursRow>({
    compile: () =>
      sql<OpenHoursRow>`
      with days as (
        select day::date as day from generate_series(${parameter(3, 'date')}::timestamp, ${parameter(4, 'date')}::timestamp, interval '1 day') as day),
      wanted as (
        select resources.*, stations.zone from ${stations} join bookings.resources as resources on resources.station_id = stations.id
        where resources.is_active
          and (${parameter(5, 'uuid[]')} is null or resources.id = any ($5))
          and (${parameter(6, 'text[]')} is null or resources.kind::text = any ($6))),
      special as (
        select distinct on (wanted.id, overrides.local_date) wanted.id, wanted.zone, overrides.local_date as day, overrides.kind,
          overrides.start_minute, overrides.end_minute
        from ${stations}
        join bookings.availability_overrides as overrides on overrides.station_id = stations.id
        join wanted on wanted.station_id = stations.id and (wanted.id = overrides.resource_id or overrides.resource_id is null)
        where overrides.local_date between $3 and $4
        order by wanted.id, overrides.local_date, overrides.resource_id nulls last),
      shifts as (
        select wanted.id, wanted.zone, days.day, rules.start_minute, rules.end_minute
        from ${stations}
        join wanted on wanted.station_id = stations.id
        join bookings.availability_rules as rules on rules.station_id = stations.id and rules.resource_id = wanted.id
        join days on extract(isodow from days.day) = rules.weekday
          and days.day >= coalesce(rules.valid_from_date, '-infinity') and days.day < coalesce(rules.valid_until_date, 'infinity')
        union all
        select wanted.id, wanted.zone, days.day, 0, 0 from wanted cross join days
        where not exists (select from bookings.availability_rules as rules
          where rules.station_id = wanted.station_id and rules.resource_id = wanted.id)),
      hours as (
        select shifts.*, true as is_usual, special.id is null as is_open
        from shifts left join special on special.id = shifts.id and special.day = shifts.day
        union all
        select special.id, special.zone, special.day, special.start_minute, special.end_minute, false, true
        from special where special.kind = 'OPEN'),
      instants as (
        select id, is_usual, is_open, (day + make_interval(mins => start_minute)) at time zone zone as starts_at,
          (day + make_interval(days => (end_minute <= start_minute)::int, mins => end_minute)) at time zone zone as ends_at
        from hours),
      merged as (
        select id, is_usual, is_open, range_agg(tstzrange(starts_at, greatest(starts_at, ends_at))) as hours
        from instants group by id, is_usual, is_open),
      spans as (
        select id, range_agg(hours) filter (where is_usual) as usual, range_agg(hours) filter (where is_open) as open
        from merged group by id)
      select wanted.id, wanted.station_id as "stationId", wanted.kind, wanted.name, wanted.skills,
        case when wanted.home_latitude is not null
          then jsonb_build_object('latitude', wanted.home_latitude, 'longitude', wanted.home_longitude) end as home,
        wanted.buffer_before_minutes as "bufferBeforeMinutes", wanted.buffer_after_minutes as "bufferAfterMinutes",
        spans.open is not distinct from spans.usual as "isAsUsual", ${bounds('spans.usual')} as usual,
        case when spans.open is distinct from spans.usual then ${bounds('spans.open')} end as open
      from wanted left join spans on spans.id = wanted.id
      order by wanted.name, wanted.id`.compile(db),
  })
}

// Of one station the planner sees its very id wherever the table stands.
const openHours = openHoursAt(sql`(select ${parameter(1, 'uuid')} as id, ${parameter(2, 'text')} as zone) as stations`)
const openHoursOfMany = openHoursAt(
  sql`unnest(${parameter(1, 'uuid[]')}, ${parameter(2, 'text[]')}) as stations (id, zone)`,
)

export async function readOpenHours(session: Session, request: OpenHoursRequest): Promise<OpenHours[]> {
  const { stationId, zone, firstDate, lastDate, resourceIds, kinds } = request
  return toHours(await session.run(openHours, [stationId, zone, firstDate, lastDate, resourceIds, kinds]))
}

/** The hours of resources of several stations, each in the zone of its own; by name. */
export async function readOpenHoursAt(
  session: Session,
  stations: readonly ZonedStation[],
  { firstDate, lastDate, resourceIds, kinds }: WantedHours,
): Promise<OpenHours[]> {
  const given = [stations.map(({ id }) => id), stations.map(({ timezone }) => timezone)]
  return toHours(await session.run(openHoursOfMany, [...given, firstDate, lastDate, resourceIds, kinds]))
}

function toHours(rows: readonly OpenHoursRow[]): OpenHours[] {
  return rows.map(({ isAsUsual, usual: usualBounds, open, ...resource }) => {
    const usual = toSpans(usualBounds)
    return { ...resource, usual, open: isAsUsual ? usual : toSpans(open) }
  })
}

function toSpans(bounds: readonly Bounds[] | null): Span[] {
  return bounds?.map(([from, to]) => ({ from, to })) ?? []
}
