import pg from 'pg'
import { sealContact } from '#domains/customers/use-cases/seal-contact.ts'
import { provisionOrganization } from '#domains/identity/use-cases/provision-organization.ts'
import { provisionStaff } from '#domains/identity/use-cases/provision-staff.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { hashPassword } from '#platform/crypto/passwords.ts'
import { PersonalData } from '#platform/crypto/personal-data.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { PrismaUnitOfWork } from '#platform/database/prisma-unit-of-work.ts'
import type { Log } from '#platform/log.ts'
import { newId } from '#platform/new-id.ts'
import type { Secrets } from '#platform/secrets.ts'

export const MANAGER = { email: 'bench@example.com', password: 'measured, not guessed' }

export interface FixtureSize {
  customers: number
  bookings: number
  escalations: number
}

const STATIONS = 4
const CHEFS_PER_STATION = 25
const BATCH = 2_000

/**
 * The data that is measured on: one business of four stations over which everything is spread evenly. Set-based, past
 * the use cases, because it is about amounts; what is sealed is sealed for real. Made once, and found again.
 */
export async function provideFixture(
  urls: { admin: string; gateway: string },
  secrets: Secrets,
  log: Log,
  size: FixtureSize,
): Promise<void> {
  const admin = new pg.Client({ connectionString: urls.admin })
  await admin.connect()
  try {
    const { rows } = await admin.query<{ count: string }>('select count(*) from bookings.bookings')
    if (Number(rows[0]?.count) >= size.bookings) return
    log.info(size, 'making the data to measure on')
    const stationIds = await provideBusiness(urls.gateway, secrets, log)
    await insertCustomers(admin, new PersonalData(secrets), stationIds, size.customers)
    await insertBookings(admin, size.bookings)
    await insertEscalations(admin, size.escalations)
    await admin.query('vacuum analyze')
  } finally {
    await admin.end()
  }
}

async function provideBusiness(gatewayUrl: string, secrets: Secrets, log: Log): Promise<string[]> {
  const pool = new GatewayPool({ url: gatewayUrl, log, size: 2 })
  const context = {
    viewer: systemViewer('platform'),
    requestId: 'bench-fixture',
    clock: { now: () => new Date() },
    unitOfWork: new PrismaUnitOfWork(pool),
    events: { append: async () => undefined },
    personalData: new PersonalData(secrets),
  }
  const { organizationId, stationIds } = await provisionOrganization(context as never, {
    name: 'Bench',
    slug: 'bench',
    stations: Array.from({ length: STATIONS }, (_, at) => ({
      name: `Station ${at + 1}`,
      code: `B${at + 1}`,
      timezone: 'America/New_York',
      currency: 'USD',
      address: null,
    })),
  })
  const passwordHash = await hashPassword(MANAGER.password)
  const [first] = stationIds
  await provisionStaff(context as never, {
    organizationId,
    email: MANAGER.email,
    fullName: 'Bench Manager',
    passwordHash,
    roles: [{ code: 'STATION_MANAGER', stationId: first ?? null }],
    memberships: [{ stationId: first ?? '', title: null }],
  })
  await pool.end()
  return stationIds
}

async function insertCustomers(admin: pg.Client, personalData: PersonalData, stationIds: string[], count: number) {
  for (let done = 0; done < count; done += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - done) }, (_, at) => {
      const number = done + at
      const row = { id: newId(), stationId: stationIds[number % stationIds.length] ?? '' }
      const { wrapped, dataKey } = personalData.createKey({
        table: 'customers.customers',
        rowId: row.id,
        stationId: row.stationId,
      })
      const contact = { name: `Customer Number ${number}`, email: `customer.${number}@example.com` }
      const sealed = sealContact(personalData, dataKey, row, contact)
      return {
        ...row,
        key: wrapped.toString('hex'),
        name: Buffer.from(sealed.nameEnc ?? []).toString('hex'),
        tokens: sealed.nameTokens?.map(String),
        email: Buffer.from(sealed.emailEnc ?? []).toString('hex'),
        index: Buffer.from(sealed.emailIdx ?? []).toString('hex'),
        age: `${count - number} minutes`,
      }
    })
    await admin.query(
      `insert into customers.customers (id, station_id, data_key_wrapped, name_enc, name_tokens, email_enc, email_idx, tags, created_at, updated_at)
       select id, "stationId", decode(key, 'hex'), decode(name, 'hex'), tokens, decode(email, 'hex'), decode(index, 'hex'),
         array['regular'], now() - age, now()
       from jsonb_to_recordset($1::jsonb) as row(id uuid, "stationId" uuid, key text, name text, tokens bigint[], email text, index text, age interval)`,
      [JSON.stringify(rows)],
    )
  }
}

/** Each booking of a random customer, served by one chef of the station in a time of its own. */
async function insertBookings(admin: pg.Client, count: number) {
  await admin.query(`
    insert into identity.users (id, organization_id, email, full_name, status, updated_at)
    select gen_random_uuid(), organization_id, 'chef.' || code || '.' || n || '@example.com', 'Chef ' || code || ' ' || n, 'ACTIVE', now()
    from identity.stations, generate_series(1, ${CHEFS_PER_STATION}) n`)
  await admin.query(`
    insert into identity.station_members (id, station_id, user_id, organization_id, updated_at)
    select gen_random_uuid(), station.id, staff.id, station.organization_id, now()
    from identity.stations station join identity.users staff on staff.full_name like 'Chef ' || station.code || ' %'`)
  await admin.query(`
    insert into bookings.resources (id, station_id, kind, name, user_id, updated_at)
    select gen_random_uuid(), member.station_id, 'CHEF', staff.full_name, staff.id, now()
    from identity.station_members member join identity.users staff on staff.id = member.user_id where staff.full_name like 'Chef %'`)
  await admin.query(
    `with customer as (select id, station_id, row_number() over (partition by station_id order by id) as number,
        count(*) over (partition by station_id) as total from customers.customers),
      chef as (select id, station_id, row_number() over (partition by station_id order by id) as number from bookings.resources),
      slot as (select gen_random_uuid() as id, n, (select array_agg(id order by code) from identity.stations) as stations from generate_series(1, $1) n),
      booking as (insert into bookings.bookings (id, station_id, customer_id, reference, kind, status, starts_at, ends_at,
          timezone, adults, subtotal_cents, total_cents, currency, source, created_at, updated_at)
        select slot.id, customer.station_id, customer.id, 'B' || (1 + n % ${STATIONS}) || '-' || lpad(upper(to_hex(n)), 6, '0'), 'CATERING',
          'CONFIRMED', start, start + interval '2 hours', 'America/New_York', 10, 50000, 50000, 'USD', 'STAFF',
          now() - ($1 - n) * interval '30 seconds', now()
        from slot
        join customer on customer.station_id = stations[1 + n % ${STATIONS}]
          and customer.number = 1 + (n * 7919::bigint / ${STATIONS}) % customer.total
        cross join lateral (select date_trunc('hour', now()) + (n / ${STATIONS * CHEFS_PER_STATION}) * interval '3 hours' as start) as time
        returning id, station_id, starts_at, ends_at)
    insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, updated_at)
    select gen_random_uuid(), booking.station_id, chef.id, booking.id, tstzrange(starts_at, ends_at), 'BOOKING', 'ACTIVE', now()
    from (select *, row_number() over (partition by station_id, starts_at order by id) as turn from booking) as booking
    join chef on chef.station_id = booking.station_id and chef.number = turn`,
    [count],
  )
}

async function insertEscalations(admin: pg.Client, count: number) {
  await admin.query(
    `insert into support.escalations (id, station_id, customer_id, reason, summary, priority, created_at, updated_at)
     select gen_random_uuid(), station_id, id, 'COMPLAINT', 'Something was not right', 'NORMAL', now() - number * interval '1 minute', now()
     from (select id, station_id, row_number() over (order by id) as number from customers.customers) as customer where number <= $1`,
    [count],
  )
}
