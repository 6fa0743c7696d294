import { createCustomer } from '#domains/customers/use-cases/create-customer.ts'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addCustomer,
  addResource,
  addServiceItem,
  type BookingScene,
  openBookingScene,
} from '../support/bookings.ts'
import { actAs, sceneViewer } from '../support/business.ts'

/** Tables that grow with the business; what reads one of them by and by becomes slow. */
export const BIG_TABLES = {
  'bookings.bookings': 20_000,
  'bookings.allocations': 10_000,
  'customers.customers': 6_000,
  'customers.customer_notes': 5_000,
  'support.escalations': 10_000,
  'audit.row_changes': 20_000,
  'audit.pii_accesses': 10_000,
} as const

/** What filters can name, as public ids and texts. */
export interface Named {
  station: string
  /** Has made every tenth booking; and one that has made few. */
  regular: string
  rare: string
  /** Has hundreds of escalations; and one that has few. */
  busy: string
  idle: string
  /** A chef who has served few bookings; and a van that was there at every second one. */
  resource: string
  van: string
}

/** When the first row of each table was made; the next a minute later. */
export const FIRST_MADE = new Date('2030-01-01T00:00:00Z')
/** When the first booking begins; the others in no order that anything else has. */
export const FIRST_STARTS = new Date('2040-01-01T00:00:00Z')

export function minutesAfter(time: Date, minutes: number): string {
  return new Date(time.getTime() + minutes * 60_000).toISOString()
}

/**
 * A business of two stations with thousands of rows. Of each enum one value has nearly all of them, and some have a few;
 * what orders are by is scattered over the rows.
 */
export async function openBigBusiness(): Promise<{ scene: BookingScene; named: Named }> {
  const scene = await openBookingScene()
  const { gateway, business, stationId, otherStationId, manager, chefId } = scene
  const rareId = await addCustomer({ ...scene, stationId: otherStationId })
  await createCustomer(actAs(gateway, sceneViewer(business)), {
    stationId,
    fields: { name: 'Zaphod Rare', email: 'rare@example.com', phone: '+16175550142' },
  })
  await addBooking(scene)
  await addServiceItem(scene)
  const [chef] = await gateway.sql<{ id: string }>('select user_id as id from bookings.resources where id = $1', [
    chefId,
  ])
  const idleId = chef?.id ?? ''
  for (const insert of [insertCustomers, insertNotes, insertBookings, insertSmallTables, insertPriceRules, insertFeeds])
    await insert(scene)
  await insertEscalations(scene, idleId)
  await insertUsers(scene)
  await insertApiKeys(scene)
  await insertSessions(scene)
  await changeSome(scene)
  const van = await addResource(scene)
  await insertAllocations(scene, van)
  await insertLogs(scene, { rareId, idleId })
  await gateway.sql('vacuum analyze')
  const station = publicId('station', stationId)
  const [regular, rare] = [scene.customerId, rareId].map((id) => publicId('customer', id)) as [string, string]
  const [busy, idle] = [manager.userId, idleId].map((id) => publicId('user', id)) as [string, string]
  return {
    scene,
    named: {
      station,
      regular,
      rare,
      busy,
      idle,
      resource: publicId('resource', chefId),
      van: publicId('resource', van),
    },
  }
}

async function insertCustomers({ gateway, customerId }: BookingScene): Promise<void> {
  const count = BIG_TABLES['customers.customers']
  await gateway.sql(
    `insert into customers.customers (id, station_id, data_key_wrapped, name_enc, name_tokens, tags, created_at, updated_at)
     select gen_random_uuid(), station_id, data_key_wrapped, name_enc, name_tokens,
       case when number % 300 = 0 then '{regular,rare}'::text[] else '{regular}' end,
       $2::timestamptz + number * interval '1 minute', $2::timestamptz + number * 7919 % $3 * interval '1 minute'
     from customers.customers, generate_series(1, $3::int) as number where id = $1`,
    [customerId, FIRST_MADE, count],
  )
}

async function insertNotes({ gateway, customerId, manager }: BookingScene): Promise<void> {
  await gateway.sql(
    `insert into customers.customer_notes (id, station_id, customer_id, author_id, body_enc, pinned, created_at, updated_at)
     select gen_random_uuid(), station_id, id, $2, name_enc, number % 250 = 1,
       $3::timestamptz + number * interval '1 minute', now()
     from customers.customers, generate_series(1, $4::int) as number where id = $1`,
    [customerId, manager.userId, FIRST_MADE, BIG_TABLES['customers.customer_notes']],
  )
}

async function insertBookings({ gateway, stationId, customerId }: BookingScene): Promise<void> {
  await gateway.sql(
    `with guests as (select array_agg(id order by id) as ids from customers.customers where station_id = $1 and id <> $2)
     insert into bookings.bookings (id, station_id, customer_id, reference, kind, status, starts_at, ends_at, timezone,
       adults, subtotal_cents, total_cents, currency, source, created_at, updated_at)
     select gen_random_uuid(), $1, case when number % 10 = 0 then $2 else ids[1 + number % array_length(ids, 1)] end,
       'XX-' || lpad(number::text, 6, '0'),
       (case when number % 1000 = 3 then 'APPOINTMENT' else 'CATERING' end)::bookings.booking_kind,
       (case number % 1000 when 1 then 'CONFIRMED' when 2 then 'PENDING' else 'COMPLETED' end)::bookings.booking_status,
       starts_at, starts_at + interval '1 hour', 'UTC', 2, 0, 0, 'USD',
       (case number % 1000 when 4 then 'WALK_IN' else 'STAFF' end)::bookings.booking_source,
       $4::timestamptz + number * interval '1 minute', now()
     from guests, generate_series(1, $5::int) as number,
       lateral (select $3::timestamptz + number * 7919 % $5 * interval '1 minute') as at(starts_at)`,
    [stationId, customerId, FIRST_STARTS, FIRST_MADE, BIG_TABLES['bookings.bookings']],
  )
}

/** What is over keeps nobody from anything else at the same time. */
async function insertAllocations({ gateway, stationId, chefId }: BookingScene, vanId: string): Promise<void> {
  await gateway.sql(
    `insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, updated_at)
     select gen_random_uuid(), $1, resource_id, id, tstzrange(starts_at, ends_at), 'BOOKING', 'DONE', now()
     from (select *, right(reference, 6)::int as number from bookings.bookings where reference like 'XX-%') as booking
     cross join lateral (select $2::uuid as resource_id where number % 2 = 0
       union all select $3::uuid where number % 1000 = 5) as serving`,
    [stationId, vanId, chefId],
  )
}

async function insertEscalations({ gateway, stationId, customerId, manager }: BookingScene, idleId: string) {
  await gateway.sql(
    `with guests as (select array_agg(id order by id) as ids from customers.customers where station_id = $1 and id <> $2)
     insert into support.escalations (id, station_id, customer_id, assigned_to_id, reason, summary, priority, status,
       created_at, updated_at)
     select gen_random_uuid(), $1,
       case when number % 10 = 0 then $2 when number % 10 > 4 then ids[1 + number % array_length(ids, 1)] end,
       case when number % 500 = 4 then $4::uuid when number % 20 = 5 then $3::uuid end, 'OTHER', 'Something',
       (case number % 500 when 1 then 'URGENT' when 2 then 'LOW' else 'NORMAL' end)::support.escalation_priority,
       (case number % 500 when 3 then 'PENDING' when 4 then 'ASSIGNED' else 'CLOSED' end)::support.escalation_status,
       $5::timestamptz + number * interval '1 minute', now()
     from guests, generate_series(1, $6::int) as number`,
    [stationId, customerId, manager.userId, idleId, FIRST_MADE, BIG_TABLES['support.escalations']],
  )
}

/** A menu and resources far larger than any business has. */
async function insertSmallTables({ gateway, stationId, business }: BookingScene): Promise<void> {
  await gateway.sql(
    `insert into bookings.service_items (id, organization_id, kind, name, price_cents, currency, per, is_active, updated_at)
     select gen_random_uuid(), $1, (case when number % 100 = 0 then 'FEE' else 'MENU' end)::bookings.service_item_kind,
       'Item ' || number * 7919 % 1000, number, 'USD', 'GUEST', number % 100 > 0, now()
     from generate_series(1, 1000) as number`,
    [business.organizationId],
  )
  await gateway.sql(
    `insert into bookings.resources (id, station_id, kind, name, is_active, updated_at)
     select gen_random_uuid(), $1, (case when number % 100 = 0 then 'KIT' else 'VEHICLE' end)::bookings.resource_kind,
       'Van ' || number * 7919 % 1000, number % 100 > 0, now()
     from generate_series(1, 1000) as number`,
    [stationId],
  )
}

/** Rules of prices and time off: more than a station has in years. */
async function insertPriceRules({ gateway, stationId, business, chefId }: BookingScene): Promise<void> {
  const { organizationId } = business
  const place = `gen_random_uuid(), gen_random_uuid(), $1::uuid, $2::uuid, 1, 1, number % 100 = 0`
  const columns = 'id, rule_id, organization_id, station_id, since_version, version, is_retired'
  const numbers = 'from generate_series(1, 250) as number'
  await gateway.sql(
    `with tiers as (
       insert into bookings.pricing_tiers (${columns}, name, min_guests, adult_cents, child_cents, currency, weekend_bp, holiday_bp)
       select ${place}, 'Tier ' || number, number, 5000, 2500, 'USD', 10000, 10000 ${numbers}),
     offers as (
       insert into bookings.seasonal_offers (${columns}, name, discount_bp, currency)
       select ${place}, 'Offer ' || number, 1000, 'USD' ${numbers})
     insert into bookings.upsell_rules (${columns}, min_guests, offered_item_id, priority)
     select ${place}, number, (select id from bookings.service_items where organization_id = $1 limit 1), number ${numbers}`,
    [organizationId, stationId],
  )
  await gateway.sql(
    `insert into bookings.time_off (id, station_id, resource_id, starts_at, ends_at, kind, status, updated_at)
     select gen_random_uuid(), $1, $2, start, start + interval '1 day',
       (case when number % 100 = 0 then 'SICKNESS' else 'VACATION' end)::bookings.time_off_kind,
       (case when number % 100 = 1 then 'REQUESTED' else 'CANCELLED' end)::bookings.time_off_status, now()
     from (select number, $3::timestamptz + number * interval '1 minute' as start from generate_series(1, 1000) as number) as at`,
    [stationId, chefId, FIRST_STARTS],
  )
}

/** More than a station makes in years; at most two hundred of them are not revoked. */
async function insertFeeds({ gateway, stationId, chefId, manager }: BookingScene): Promise<void> {
  await gateway.sql(
    `insert into bookings.calendar_feeds (id, station_id, resource_id, created_by_id, name, token_hash, revoked_at, created_at, updated_at)
     select gen_random_uuid(), $1, case when number % 2 = 0 then $2::uuid end, $3, 'Feed ' || number,
       sha256(convert_to(number::text, 'UTF8')), case when number % 5 > 0 then at end, at, at
     from generate_series(1, 1000) as number, lateral (select $4::timestamptz + number * interval '1 minute') as made(at)`,
    [stationId, chefId, manager.userId, FIRST_MADE],
  )
}

async function insertUsers({ gateway, stationId, business }: BookingScene): Promise<void> {
  await gateway.sql(
    `with people as (
       insert into identity.users (id, organization_id, email, full_name, status, last_login_at, updated_at)
       select gen_random_uuid(), $1, 'person.' || number || '@example.com', 'Person ' || number * 7919 % 2000,
         (case when number % 100 = 0 then 'SUSPENDED' else 'ACTIVE' end)::identity.user_status,
         case when number % 2 = 0 then $3::timestamptz + number * interval '1 minute' end, now()
       from generate_series(1, 2000) as number returning id)
     insert into identity.station_members (id, station_id, user_id, organization_id, updated_at)
     select gen_random_uuid(), $2, id, $1, now() from people`,
    [business.organizationId, stationId, FIRST_MADE],
  )
}

async function insertApiKeys({ gateway, stationId, business, manager }: BookingScene): Promise<void> {
  await gateway.sql(
    `with keys as (
       insert into identity.api_keys (id, organization_id, name, key_id, key_hash, scopes, all_stations, plan, revoked_at,
         last_used_at, created_by_id, created_at, updated_at)
       select gen_random_uuid(), $1, 'Partner ' || number * 7919 % 1000, lpad(number::text, 8, '0'),
         sha256(number::text::bytea), '{bookings:menu:read}', false, 'STANDARD', case when number % 100 = 0 then now() end,
         case when number % 2 = 0 then $3::timestamptz + number * interval '1 minute' end, $4,
         $3::timestamptz + number * interval '1 minute', now()
       from generate_series(1, 1000) as number returning id)
     insert into identity.api_key_stations (api_key_id, station_id, organization_id) select id, $2, $1 from keys`,
    [business.organizationId, stationId, FIRST_MADE, manager.userId],
  )
}

/** More than anybody ever has. */
async function insertSessions({ gateway, manager }: BookingScene): Promise<void> {
  await gateway.sql(
    `insert into identity.sessions (id, user_id, audience, created_at, last_used_at, expires_at, updated_at)
     select gen_random_uuid(), $1, (case when number % 100 = 0 then 'CHEF' else 'ADMIN' end)::identity.session_audience,
       started_at, started_at + interval '1 hour', started_at + interval '30 days', now()
     from generate_series(1, 1000) as number, lateral (select $2::timestamptz + number * interval '1 minute') as at(started_at)`,
    [manager.userId, FIRST_MADE],
  )
}

/** What was just written down in the log is not all of one kind. */
async function changeSome({ gateway }: BookingScene): Promise<void> {
  await gateway.sql(
    'update customers.customers set version = version + 1 where id in (select id from customers.customers limit 500)',
  )
  await gateway.sql(
    'delete from customers.customer_notes where id in (select id from customers.customer_notes where not pinned limit 200)',
  )
}

const LOG_MONTHS = ['2030-01', '2030-02', '2030-03', '2030-04', '2030-05']

/** Some months of both logs, each in a partition of its own. */
async function insertLogs(
  { gateway, stationId, customerId, manager }: BookingScene,
  ids: Record<'rareId' | 'idleId', string>,
) {
  for (const table of ['row_changes', 'pii_accesses']) {
    for (const month of LOG_MONTHS) {
      await gateway.sql(
        `create table audit.${table}_${month.replace('-', '_')} partition of audit.${table}
         for values from ('${month}-01 00:00Z') to (timestamptz '${month}-01 00:00Z' + interval '1 month')`,
      )
    }
  }
  const at = `$4::timestamptz + number * interval '10 minutes'`
  const [given, changes, accesses] = [
    [stationId, manager.userId, ids.idleId, FIRST_MADE, ids.rareId],
    BIG_TABLES['audit.row_changes'],
    BIG_TABLES['audit.pii_accesses'],
  ]
  await gateway.sql(
    `insert into audit.row_changes (id, scope_id, station_id, table_name, row_id, operation, actor_kind, actor_id,
       request_id, old_values, new_values, changed_at)
     select gen_random_uuid(), $1, $1, case when number % 500 = 1 then 'bookings.resources' else 'customers.customers' end,
       case when number % 500 = 2 then $5::uuid else gen_random_uuid() end,
       kind, 'USER', case when number % 500 = 3 then $3::uuid else $2::uuid end, 'request-' || number / 3,
       case when kind <> 'INSERT' then '{}'::jsonb end, case when kind <> 'DELETE' then '{}'::jsonb end, ${at}
     from generate_series(1, $6::int) as number, lateral (select (case when number % 500 = 4 then 'DELETE'
       when number % 2 = 0 then 'INSERT' else 'UPDATE' end)::audit.row_operation) as done(kind)`,
    [...given, changes],
  )
  await gateway.sql(
    `insert into audit.pii_accesses (id, station_id, customer_id, fields, actor_kind, actor_id, request_id, accessed_at)
     select gen_random_uuid(), $1, case when number % 500 = 2 then $5::uuid when number % 10 = 0 then $6::uuid
       else gen_random_uuid() end, '{NAME}', 'USER', case when number % 500 = 3 then $3::uuid else $2::uuid end,
       'request-' || number, ${at}
     from generate_series(1, $7::int) as number`,
    [...given, customerId, accesses],
  )
}
