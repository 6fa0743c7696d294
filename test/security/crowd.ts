import { publicId } from '#graphql/ids.ts'
import { decodeTypeId } from '#kernel/type-id.ts'
import { newId } from '#platform/new-id.ts'
import type { TestGateway } from '../support/gateway.ts'
import { type Ids, kinds } from './foreign-id-operations.ts'

/** Where each kind of thing is stored, and what must differ from row to row besides the id. */
const tables: Readonly<Record<keyof Ids, { table: string; key?: string; unique?: string }>> = {
  organization: { table: 'identity.organizations', unique: `'slug', 'crowd-' || n` },
  station: { table: 'identity.stations', unique: `'code', 'X' || n` },
  customer: { table: 'customers.customers' },
  booking: { table: 'bookings.bookings', unique: `'reference', 'CROWD-' || lpad(n::text, 6, '0')` },
  escalation: { table: 'support.escalations' },
  resource: { table: 'bookings.resources', unique: `'kind', 'VEHICLE', 'user_id', null` },
  serviceItem: { table: 'bookings.service_items' },
  pricingTier: { table: 'bookings.pricing_tiers', key: 'rule_id', unique: `'id', gen_random_uuid()` },
  seasonalOffer: { table: 'bookings.seasonal_offers', key: 'rule_id', unique: `'id', gen_random_uuid()` },
  upsellRule: { table: 'bookings.upsell_rules', key: 'rule_id', unique: `'id', gen_random_uuid()` },
  user: { table: 'identity.users', unique: `'email', 'crowd.' || n || '@example.com'` },
  invitation: {
    table: 'identity.invitations',
    unique: `'revoked_at', thing.created_at, 'token_hash', sha256(convert_to('crowd ' || n, 'UTF8'))`,
  },
  override: { table: 'bookings.availability_overrides', unique: `'local_date', thing.local_date + n::int` },
  timeOff: { table: 'bookings.time_off' },
  calendarFeed: { table: 'bookings.calendar_feeds', unique: `'token_hash', sha256(convert_to('crowd ' || n, 'UTF8'))` },
  session: { table: 'identity.sessions' },
  apiKey: { table: 'identity.api_keys', unique: `'key_id', lpad(n::text, 8, '0')` },
}

/** So many more things like each of these, at the same places. */
export async function multiply(gateway: TestGateway, things: Ids, count: number): Promise<Ids[]> {
  const crowd = Array.from({ length: count }, () => ({ ...things }))
  for (const [name, { table, key = 'id', unique }] of Object.entries(tables) as [
    keyof Ids,
    (typeof tables)[keyof Ids],
  ][]) {
    const ids = crowd.map(() => newId())
    await gateway.sql(
      `insert into ${table}
       select (jsonb_populate_record(thing, jsonb_build_object('${key}', given.id${unique ? `, ${unique}` : ''}))).*
       from ${table} as thing, unnest($2::uuid[]) with ordinality as given(id, n) where thing.${key} = $1`,
      [uuidOf(name, things[name]), ids],
    )
    for (const [at, id] of ids.entries()) (crowd[at] as Ids)[name] = publicId(kinds[name], id)
  }
  return crowd
}

function uuidOf(name: keyof Ids, id: string): string {
  const uuid = decodeTypeId(id.slice(0, id.lastIndexOf('_')), id)
  if (uuid === null) throw new TypeError(`${id} is no id of a ${name}`)
  return uuid
}

/** Ids of nothing. */
export function inventIds(): Ids {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, publicId(kind, newId())]),
  ) as unknown as Ids
}
