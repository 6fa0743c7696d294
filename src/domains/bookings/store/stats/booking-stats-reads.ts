import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { ZonedStation } from '../../model/availability/zoned-station.ts'
import type { Tally } from '../../model/stats/booking-figures.ts'
import type { StatsGrouping, StatsRange } from '../../model/stats/stats-range.ts'

const standing = sql.raw("status in ('PENDING', 'CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED')")
const calledOff = sql.raw("status = 'CANCELLED' and not was_held")
const placed = sql.raw(
  "(status in ('PENDING', 'CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED', 'CANCELLED', 'NO_SHOW') and not was_held)",
)

/**
 * A booking belongs to the date that the clock of its station shows when it begins. No clock is further than a day from
 * that of UTC, so the index leads to the range and a day on either side of it. What was only held when it was called off
 * had never been placed.
 */
const bookingTallies = prepare<Tally>({
  compile: () =>
    sql<Tally>`
      with counted as (
        select bookings.kind::text as kind, bookings.source::text as source, bookings.currency,
          case when bookings.status = 'HELD' and bookings.hold_expires_at <= ${parameter(6, 'timestamptz')}
            then 'EXPIRED' else bookings.status::text end as status,
          bookings.status = 'CANCELLED' and exists (select from bookings.booking_status_changes as changes
            where changes.booking_id = bookings.id and changes.from_status = 'HELD' and changes.to_status = 'CANCELLED') as was_held,
          date_trunc(lower(nullif(${parameter(5, 'text')}, 'NONE')), bookings.starts_at at time zone stations.zone)::date::text as period,
          bookings.adults + bookings.children as guests, bookings.total_cents, bookings.cancel_fee_cents,
          greatest(extract(epoch from bookings.starts_at - bookings.created_at), 0) as lead_seconds
        from unnest(${parameter(1, 'uuid[]')}, ${parameter(2, 'text[]')}) as stations (id, zone)
        join bookings.bookings as bookings on bookings.station_id = stations.id
        where bookings.starts_at >= ${parameter(3, 'date')}::timestamp at time zone 'UTC' - interval '24 hours'
          and bookings.starts_at < ${parameter(4, 'date')}::timestamp at time zone 'UTC' + interval '24 hours'
          and (bookings.starts_at at time zone stations.zone)::date >= $3 and (bookings.starts_at at time zone stations.zone)::date < $4)
      select case when grouping(period) = 0 then period end as period,
        case 0 when grouping(status) then 'status' when grouping(kind) then 'kind' when grouping(source) then 'source'
          when grouping(currency) then 'currency' end as by,
        coalesce(status, kind, source, currency) as value,
        count(*) as bookings,
        count(*) filter (where ${standing}) as standing,
        count(*) filter (where ${calledOff}) as cancelled,
        count(*) filter (where status = 'NO_SHOW') as "noShows",
        coalesce(sum(guests) filter (where ${standing}), 0) as guests,
        coalesce(sum(total_cents) filter (where ${standing}), 0)::int8 as "bookedCents",
        coalesce(sum(cancel_fee_cents), 0)::int8 as "cancelFeeCents",
        coalesce(round(sum(lead_seconds) filter (where ${placed})), 0)::int8 as "leadSeconds"
      from counted
      group by grouping sets ((period), ()), grouping sets ((status), (kind), (source), (currency), ())
      having grouping(period) = 1 or period is not null
      order by value`.compile(db),
})

/** What the stations have in the range, each by its own calendar. A hold that has run out counts as EXPIRED. */
export function readBookingTallies(
  session: Session,
  stations: readonly ZonedStation[],
  { fromDate, untilDate, grouping, now }: StatsRange & { grouping: StatsGrouping; now: Date },
): Promise<Tally[]> {
  const given = [stations.map(({ id }) => id), stations.map(({ timezone }) => timezone)]
  return session.run(bookingTallies, [...given, fromDate, untilDate, grouping, now])
}
