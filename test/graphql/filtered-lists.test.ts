import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IdKind, publicId } from '#graphql/ids.ts'
import { addCustomer, addResource, type BookingScene, openBookingScene } from '../support/bookings.ts'
import { hire, hireOwner, type StaffMember } from '../support/business.ts'
import { type ConnectionAnswer, type PageVariables, walkConnection } from '../support/walk.ts'
import { anyFilter, anyOf, anyRange, type Entry, inOrder, matches, type Tree } from './filter-evaluation.ts'

/** Few moments, so that most pages begin and end among equal keys. */
const MOMENTS = Array.from({ length: 5 }, (_, at) => new Date(Date.UTC(2031, 0, 1 + at)))
const STATUSES = ['PENDING', 'CONFIRMED', 'COMPLETED', 'DECLINED']
const STATES = ['PENDING', 'ASSIGNED', 'CLOSED']
const PRIORITIES = ['LOW', 'NORMAL', 'HIGH', 'URGENT']
const TABLES = ['customers.customers', 'bookings.bookings', 'support.escalations']
const REQUESTS = ['request-1', 'request-2', 'request-3', 'nothing']
const SOURCES = ['STAFF', 'PHONE', 'WALK_IN']
const KINDS = ['CATERING', 'APPOINTMENT']

interface ListCase {
  field: string
  filterType: string
  filters: fc.Arbitrary<Tree>
  sorts: Readonly<Record<string, readonly [fields: readonly string[], direction: 'asc' | 'desc']>>
  entries: readonly Entry[]
}

let scene: BookingScene
let stations: string[]
let customers: string[]
let people: string[]
let resources: string[]
/** Sees everything of the business. */
let reader: StaffMember
let cases: Record<'bookings' | 'customers' | 'escalations' | 'users' | 'auditLog' | 'piiAccessLog', ListCase>

const optional = (kind: IdKind, uuid: string | null) => (uuid === null ? null : publicId(kind, uuid))
const ids = (kind: IdKind, uuids: readonly string[]) => uuids.map((uuid) => publicId(kind, uuid))

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway, business, manager, otherStationId, customerId } = scene
  const there = { ...scene, stationId: otherStationId }
  customers = [customerId, await addCustomer(scene), await addCustomer(there)]
  people = [manager.userId]
  for (const _ of [1, 2]) people.push((await hire(gateway, business, 'CUSTOMER_SUPPORT')).userId)
  stations = [...business.stationIds]
  reader = await hireOwner(gateway, business)
  resources = [scene.chefId, await addResource(scene), await addResource(there)]
  await fillBookings()
  await fillEscalations()
  await fillCustomers()
  await fillUsers()
  await fillLogs()
  cases = {
    bookings: await bookings(),
    escalations: await escalations(),
    customers: await ofCustomers(),
    users: await users(),
    auditLog: await auditLog(),
    piiAccessLog: await piiAccessLog(),
  }
}, 120_000)

afterAll(() => scene.gateway.stop())

/** Rows whose values come and go with the number, each with another period. */
async function fillBookings(): Promise<void> {
  await scene.gateway.sql(
    `insert into bookings.bookings (id, station_id, customer_id, reference, kind, status, starts_at, ends_at, timezone,
       adults, subtotal_cents, total_cents, currency, source, created_at, updated_at)
     select gen_random_uuid(), station_id, id, 'XX-' || lpad(number::text, 6, '0'),
       ($2::text[])[1 + number * 5 % 2]::bookings.booking_kind, ($3::text[])[1 + number * 7 % 4]::bookings.booking_status,
       at, at + interval '1 hour', 'UTC', 2, 0, 0, 'USD', ($5::text[])[1 + number * 13 % 3]::bookings.booking_source,
       ($4::timestamptz[])[1 + number * 11 % 5], now()
     from generate_series(1, 70) as number join customers.customers on id = ($1::uuid[])[1 + number % 3],
       lateral (select ($4::timestamptz[])[1 + number * 3 % 5] as at) as times`,
    [customers, KINDS, STATUSES, MOMENTS, SOURCES],
  )
  // Of what was given back nobody is left.
  await scene.gateway.sql(
    `insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, updated_at)
     select gen_random_uuid(), booking.station_id, resource.id, booking.id, tstzrange(starts_at, ends_at), 'BOOKING',
       (case when right(reference, 1) in ('0', '5') then 'RELEASED' else 'DONE' end)::bookings.allocation_status, now()
     from bookings.bookings as booking
     join bookings.resources as resource on resource.id = ($1::uuid[])[1 + right(reference, 2)::int % 3]
       and resource.station_id = booking.station_id`,
    [resources],
  )
}

async function fillEscalations(): Promise<void> {
  await scene.gateway.sql(
    `insert into support.escalations (id, station_id, customer_id, assigned_to_id, reason, summary, priority, status,
       created_at, updated_at)
     select gen_random_uuid(), station_id, case when number % 4 > 0 then id end,
       case when number % 3 > 0 then ($2::uuid[])[1 + number * 5 % 3] end, 'OTHER', 'Something',
       ($3::text[])[1 + number * 7 % 4]::support.escalation_priority,
       ($4::text[])[1 + number * 2 % 3]::support.escalation_status, ($5::timestamptz[])[1 + number * 11 % 5], now()
     from generate_series(1, 70) as number join customers.customers on id = ($1::uuid[])[1 + number % 3]`,
    [customers, people, PRIORITIES, STATES, MOMENTS],
  )
}

async function fillCustomers(): Promise<void> {
  await scene.gateway.sql(
    `insert into customers.customers (id, station_id, data_key_wrapped, name_enc, name_tokens, tags, created_at, updated_at)
     select gen_random_uuid(), ($1::uuid[])[1 + number % 2], data_key_wrapped, name_enc, '{}',
       (array['{vip}', '{vip,loud}', '{}'])[1 + number % 3]::text[], ($3::timestamptz[])[1 + number * 3 % 5],
       ($3::timestamptz[])[1 + number * 7 % 5]
     from customers.customers, generate_series(1, 50) as number where id = $2`,
    [stations, customers[0], MOMENTS],
  )
}

async function fillUsers(): Promise<void> {
  await scene.gateway.sql(
    `with people as (
       insert into identity.users (id, organization_id, email, full_name, status, last_login_at, updated_at)
       select gen_random_uuid(), $1, 'person.' || number || '@example.com', 'Person ' || number % 9,
         (array['ACTIVE', 'SUSPENDED'])[1 + number % 2]::identity.user_status,
         case when number % 3 > 0 then ($3::timestamptz[])[1 + number * 7 % 5] end, now()
       from generate_series(1, 50) as number returning id, full_name)
     insert into identity.station_members (id, station_id, user_id, organization_id, updated_at)
     select gen_random_uuid(), ($2::uuid[])[1 + right(full_name, 1)::int % 2], id, $1, now() from people`,
    [scene.business.organizationId, stations, MOMENTS],
  )
}

/** Nothing but these: what making the scene has changed is forgotten. */
async function fillLogs(): Promise<void> {
  const { sql } = scene.gateway
  await sql('truncate audit.row_changes')
  await sql(
    `insert into audit.row_changes (id, scope_id, station_id, organization_id, table_name, row_id, operation, actor_kind,
       actor_id, actor_name, request_id, old_values, new_values, changed_at)
     select gen_random_uuid(), coalesce(station, $2), station, case when station is null then $2::uuid end,
       ($4::text[])[1 + number * 7 % 3], ($3::uuid[])[1 + number * 5 % 3], kind,
       (case when actor is null then 'SYSTEM' else 'USER' end)::audit.actor_kind, actor,
       case when actor is null then 'sign_in' end, case when number % 5 > 0 then 'request-' || number % 4 end,
       case when kind <> 'INSERT' then '{}'::jsonb end, case when kind <> 'DELETE' then '{}'::jsonb end,
       ($6::timestamptz[])[1 + number * 11 % 5]
     from generate_series(1, 70) as number, lateral (select ($1::uuid[])[1 + number % 3] as station,
       ($5::uuid[])[1 + number * 3 % 4] as actor,
       (array['INSERT', 'UPDATE', 'DELETE'])[1 + number * 2 % 3]::audit.row_operation as kind) as chosen`,
    [stations, scene.business.organizationId, customers, TABLES, people, MOMENTS],
  )
  await sql(
    `insert into audit.pii_accesses (id, station_id, customer_id, fields, actor_kind, actor_id, request_id, accessed_at)
     select gen_random_uuid(), ($1::uuid[])[1 + number % 2], ($2::uuid[])[1 + number * 5 % 3], '{NAME}', 'USER',
       ($3::uuid[])[1 + number * 7 % 3], 'request-' || number, ($4::timestamptz[])[1 + number * 11 % 5]
     from generate_series(1, 70) as number`,
    [stations, customers, people, MOMENTS],
  )
}

const twoWays = (name: string, fields: readonly string[]) => ({
  [`${name}_ASC`]: [fields, 'asc'] as const,
  [`${name}_DESC`]: [fields, 'desc'] as const,
})

async function bookings(): Promise<ListCase> {
  const rows = await scene.gateway.sql<Record<string, never>>(
    `select bookings.*, (select resource_id from bookings.allocations
       where booking_id = bookings.id and status <> 'RELEASED') as resource_id from bookings.bookings`,
  )
  return {
    field: 'bookings',
    filterType: 'BookingFilter',
    filters: anyFilter({
      station: anyOf(ids('station', stations)),
      customer: anyOf(ids('customer', [...customers, stations[0] ?? ''])),
      reference: anyOf(['XX-000003', 'XX-000042', 'XX-999999']),
      status: anyOf(STATUSES),
      kind: anyOf(KINDS),
      source: anyOf(SOURCES),
      resource: anyOf(ids('resource', resources)),
      startsAt: anyRange(MOMENTS),
      createdAt: anyRange(MOMENTS),
    }),
    sorts: { ...twoWays('STARTS_AT', ['startsAt']), ...twoWays('CREATED_AT', ['createdAt']) },
    entries: rows.map((row) => ({
      id: publicId('booking', row.id as never),
      uuid: row.id as never,
      station: publicId('station', row.station_id as never),
      customer: publicId('customer', row.customer_id as never),
      reference: row.reference as never,
      status: row.status as never,
      kind: row.kind as never,
      source: row.source as never,
      resource: optional('resource', row.resource_id as never),
      startsAt: row.starts_at as never,
      createdAt: row.created_at as never,
    })),
  }
}

async function escalations(): Promise<ListCase> {
  const rows = await scene.gateway.sql<Record<string, never>>('select * from support.escalations')
  return {
    field: 'escalations',
    filterType: 'EscalationFilter',
    filters: anyFilter({
      station: anyOf(ids('station', stations)),
      customer: anyOf(ids('customer', customers), true),
      assignedTo: anyOf(ids('user', people), true),
      status: anyOf(STATES),
      priority: anyOf(PRIORITIES),
      createdAt: anyRange(MOMENTS),
    }),
    sorts: { ...twoWays('PRIORITY', ['haste', 'createdAt']), ...twoWays('CREATED_AT', ['createdAt']) },
    entries: rows.map((row) => ({
      id: publicId('escalation', row.id as never),
      uuid: row.id as never,
      station: publicId('station', row.station_id as never),
      customer: optional('customer', row.customer_id as never),
      assignedTo: optional('user', row.assigned_to_id as never),
      status: row.status as never,
      priority: row.priority as never,
      haste: PRIORITIES.indexOf(row.priority as never),
      createdAt: row.created_at as never,
    })),
  }
}

async function ofCustomers(): Promise<ListCase> {
  const rows = await scene.gateway.sql<Record<string, never>>('select * from customers.customers')
  return {
    field: 'customers',
    filterType: 'CustomerFilter',
    filters: anyFilter({
      station: anyOf(ids('station', stations)),
      tags: fc.record({ has: fc.constantFrom('vip', 'loud', 'none') }, { requiredKeys: [] }),
      createdAt: anyRange(MOMENTS),
      updatedAt: anyRange(MOMENTS),
    }),
    sorts: { ...twoWays('CREATED_AT', ['createdAt']), ...twoWays('UPDATED_AT', ['updatedAt']) },
    entries: rows.map((row) => ({
      id: publicId('customer', row.id as never),
      uuid: row.id as never,
      station: publicId('station', row.station_id as never),
      tags: row.tags as never,
      createdAt: row.created_at as never,
      updatedAt: row.updated_at as never,
    })),
  }
}

async function users(): Promise<ListCase> {
  const rows = await scene.gateway.sql<Record<string, never>>(
    'select * from identity.users where organization_id = $1',
    [scene.business.organizationId],
  )
  return {
    field: 'users',
    filterType: 'UserFilter',
    filters: anyFilter({
      status: anyOf(['ACTIVE', 'SUSPENDED', 'PENDING_VERIFICATION']),
      lastLoginAt: anyRange(MOMENTS, true),
    }),
    sorts: { ...twoWays('NAME', ['fullName']), ...twoWays('LAST_LOGIN', ['lastLoginAt']) },
    entries: rows.map((row) => ({
      id: publicId('user', row.id as never),
      uuid: row.id as never,
      status: row.status as never,
      fullName: row.full_name as never,
      lastLoginAt: row.last_login_at as never,
    })),
  }
}

async function auditLog(): Promise<ListCase> {
  const rows = await scene.gateway.sql<Record<string, never>>(
    'select * from audit.row_changes where scope_id = any($1::uuid[])',
    [[...stations, scene.business.organizationId]],
  )
  const kinds: Record<string, IdKind> = Object.fromEntries(
    TABLES.map((table, at) => [table, (['customer', 'booking', 'escalation'] as const)[at]]),
  ) as never
  return {
    field: 'auditLog',
    filterType: 'AuditLogFilter',
    filters: anyFilter({
      station: anyOf(ids('station', stations), true),
      table: anyOf(TABLES),
      record: anyOf([...ids('customer', customers), ...ids('booking', customers)]),
      actor: anyOf(ids('user', people)),
      operation: anyOf(['INSERT', 'UPDATE', 'DELETE']),
      changedAt: anyRange(MOMENTS),
      requestId: anyOf(REQUESTS),
    }),
    sorts: twoWays('CHANGED_AT', ['changedAt']),
    entries: rows.map((row) => ({
      id: publicId('audit entry', row.id as never),
      uuid: row.id as never,
      station: optional('station', row.station_id as never),
      table: row.table_name as never,
      record: publicId(kinds[row.table_name as never] ?? 'event', row.row_id as never),
      actor: optional('user', row.actor_id as never),
      operation: row.operation as never,
      changedAt: row.changed_at as never,
      requestId: row.request_id as never,
    })),
  }
}

async function piiAccessLog(): Promise<ListCase> {
  const rows = await scene.gateway.sql<Record<string, never>>('select * from audit.pii_accesses')
  return {
    field: 'piiAccessLog',
    filterType: 'PiiAccessLogFilter',
    filters: anyFilter({
      station: anyOf(ids('station', stations)),
      customer: anyOf(ids('customer', customers)),
      actor: anyOf(ids('user', people)),
      accessedAt: anyRange(MOMENTS),
    }),
    sorts: twoWays('ACCESSED_AT', ['accessedAt']),
    entries: rows.map((row) => ({
      id: publicId('PII access', row.id as never),
      uuid: row.id as never,
      station: publicId('station', row.station_id as never),
      customer: publicId('customer', row.customer_id as never),
      actor: publicId('user', row.actor_id as never),
      accessedAt: row.accessed_at as never,
    })),
  }
}

type Listed = ConnectionAnswer<{ id: string }> & { totalCount: number }

async function read({ field, filterType }: ListCase, variables: PageVariables & { sort: string; filter: Tree }) {
  const sortType = filterType.replace(/Filter$/, 'Sort')
  const { list } = await scene.gateway.query<{ list: Listed }>(
    `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ${filterType}, $sort: ${sortType}!) {
      list: ${field}(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
        totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    variables,
    reader.token,
  )
  return list
}

describe('whatever is asked for', () => {
  it.each(['bookings', 'escalations', 'customers', 'users', 'auditLog', 'piiAccessLog'] as const)(
    'the pages of %s are what the filter lets through, each once, in their order, from either end',
    async (name) => {
      const list = cases[name]
      expect(list.entries.length).toBeGreaterThanOrEqual(50)
      const question = fc.record({
        filter: list.filters,
        sort: fc.constantFrom(...Object.keys(list.sorts)),
        direction: fc.constantFrom('forward' as const, 'backward' as const),
        size: fc.integer({ min: 6, max: 60 }),
      })
      await fc.assert(
        fc.asyncProperty(question, async ({ filter, sort, direction, size }) => {
          const [fields, order] = list.sorts[sort] ?? [[], 'asc']
          const expected = inOrder(
            list.entries.filter((entry) => matches(entry, filter)),
            fields,
            order,
          )
          let total = -1
          const nodes = await walkConnection(direction, size, async (page) => {
            const { totalCount, ...answer } = await read(list, { ...page, sort, filter })
            total = totalCount
            return answer
          })
          expect(nodes.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
          expect(total).toBe(expected.length)
        }),
        { numRuns: 200 },
      )
    },
    120_000,
  )
})
