import pg from 'pg'
import { createLog } from '#platform/log.ts'
import type { Secrets } from '#platform/secrets.ts'
import { provideFixture } from './fixture.ts'

const CHEFS = 30
/** Jobs of each chef and day: 30 chefs have some 5,000 a month. */
const JOBS_A_DAY = 6

export interface Urls {
  admin: string
  gateway: string
}

/** A station with 30 chefs who work every day, with a policy, and with nothing booked yet. */
export async function provideStation(urls: Urls, secrets: Secrets): Promise<string> {
  await provideFixture(urls, secrets, createLog('warn'), { customers: 400, bookings: 1, escalations: 1 })
  return withAdmin(urls.admin, async (client) => {
    const { rows } = await client.query<{ id: string }>("select id from identity.stations where code = 'B1'")
    const stationId = rows[0]?.id ?? ''
    await client.query('delete from bookings.allocations; delete from bookings.bookings')
    // Chefs of the fixture, and more from another station's staff in all but name.
    await client.query(
      `insert into bookings.resources (id, station_id, kind, name, skills, updated_at)
       select gen_random_uuid(), $1, 'KIT', 'Kit ' || n, '{}', now() from generate_series(1, $2::int - (
         select count(*)::int from bookings.resources where station_id = $1)) n`,
      [stationId, CHEFS],
    )
    await client.query(
      `insert into bookings.availability_rules (id, station_id, resource_id, weekday, start_minute, end_minute)
       select gen_random_uuid(), $1, resources.id, weekday, 600, 1380
       from bookings.resources, generate_series(1, 7) weekday where station_id = $1`,
      [stationId],
    )
    await client.query(
      `insert into bookings.booking_policies (id, station_id, version, alignment_minutes, minimum_notice_minutes, horizon_days,
         buffer_before_minutes, buffer_after_minutes, resource_daily_cap, station_daily_cap, hold_minutes, travel_speed_kmh,
         cancellation_tiers, reschedule_limits)
       values (gen_random_uuid(), $1, 1, 15, 60, 3650, 0, 15, 20, 1000, 15, 50, '[]', '[]')`,
      [stationId],
    )
    return stationId
  })
}

/** Jobs of an hour for every chef, six a day, on these days from now: in the past they are done. */
export function bookDays(
  urls: Urls,
  stationId: string,
  { from, until }: { from: number; until: number },
): Promise<number> {
  return withAdmin(urls.admin, async (client) => {
    const { rowCount } = await client.query(
      `with slot as (
         select gen_random_uuid() as id, resources.id as resource_id, row_number() over () as number,
           (current_date + day)::timestamp at time zone 'America/New_York' + make_interval(hours => 10 + 2 * job) as start
         from bookings.resources as resources, generate_series($2::int, $3::int - 1) as day, generate_series(0, $4::int - 1) as job
         where resources.station_id = $1),
       booking as (
         insert into bookings.bookings (id, station_id, customer_id, reference, kind, status, starts_at, ends_at, timezone, adults,
           subtotal_cents, total_cents, currency, source, updated_at)
         select slot.id, $1, customer.id, 'B1-' || translate(lpad(upper(to_hex(number + ($2::int + 1000) * 500)), 6, '0'), '', ''), 'CATERING',
           (case when start < now() then 'COMPLETED' else 'CONFIRMED' end)::bookings.booking_status, start, start + interval '1 hour',
           'America/New_York', 2, 0, 0, 'USD', 'STAFF', now()
         from slot cross join (select id from customers.customers where station_id = $1 limit 1) as customer
         returning id)
       insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, updated_at)
       select gen_random_uuid(), $1, slot.resource_id, slot.id, tstzrange(start, start + interval '1 hour'), 'BOOKING',
         (case when start < now() then 'DONE' else 'ACTIVE' end)::bookings.allocation_status, now()
       from slot join booking on booking.id = slot.id`,
      [stationId, from, until, JOBS_A_DAY],
    )
    await client.query('vacuum analyze')
    return rowCount ?? 0
  })
}

async function withAdmin<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The value below which so much of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
