import { describe, expect, it } from 'vitest'
import { DOMAINS, openCatalogue } from './catalogue.ts'
import { checks } from './checks.ts'

const catalogue = openCatalogue()

describe('foreign keys', () => {
  it('each have an index that begins with their columns', async () => {
    const unindexed = await catalogue.list(
      `select format('%s %s', f.conrelid::regclass, f.conname) from pg_constraint f
       where f.contype = 'f' and not exists (
         select from pg_index i
         where i.indrelid = f.conrelid and i.indisvalid
           and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey
           and (i.indpred is null or cardinality(f.conkey) = 1 and pg_get_expr(i.indpred, i.indrelid) =
             (select format('(%I IS NOT NULL)', attname) from pg_attribute where attrelid = f.conrelid and attnum = f.conkey[1])))
       order by 1`,
    )
    expect(unindexed).toEqual([])
  })

  it('do not lead from one station to another: where both tables have a station, it is part of the key', async () => {
    const crossing = await catalogue.list(
      `select format('%s %s', f.conrelid::regclass, f.conname) from pg_constraint f
       where f.contype = 'f'
         and exists (select from pg_attribute where attrelid = f.conrelid and attname = 'station_id')
         and exists (select from pg_attribute where attrelid = f.confrelid and attname = 'station_id')
         and not exists (select from pg_attribute a where a.attrelid = f.conrelid and a.attname = 'station_id' and a.attnum = any (f.conkey))
       order by 1`,
    )
    expect(crossing).toEqual([])
  })

  it('all are checked: none is left NOT VALID or not enforced', async () => {
    expect(await catalogue.list(`select conname from pg_constraint where not convalidated or not conenforced`)).toEqual(
      [],
    )
  })
})

describe('constraints that Prisma does not know', () => {
  it('keep two blocking stretches of one resource apart', async () => {
    const exclusions = await catalogue.rows(
      `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
       from pg_constraint where contype = 'x'`,
    )
    expect(exclusions).toEqual([
      {
        table: 'bookings.allocations',
        name: 'allocations_no_overlap',
        definition:
          'EXCLUDE USING gist (resource_id WITH =, during WITH &&) ' +
          "WHERE (((status = ANY (ARRAY['HELD'::bookings.allocation_status, 'ACTIVE'::bookings.allocation_status])) AND (NOT overbooked)))",
      },
    ])
  })

  it('are these checks', async () => {
    const found = await catalogue.rows<{ table: string; names: string[] }>(
      `select c.oid::regclass::text as table,
         array_agg(substr(k.conname, length(c.relname) + 2) order by k.conname) as names
       from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'c'
         and not c.relispartition and c.relnamespace::regnamespace::text = any ($1) group by 1 order by 1`,
      [DOMAINS],
    )
    expect(Object.fromEntries(found.map(({ table, names }) => [table, names]))).toEqual(checks)
  })

  it('are these triggers, besides those of the audit log, which all fire', async () => {
    const triggers = await catalogue.rows(
      `select tgrelid::regclass::text as table, tgname as name, tgenabled as enabled, tgfoid::regproc::text as runs
       from pg_trigger where not tgisinternal and tgname <> 'record_change' order by 1, 2`,
    )
    expect(triggers).toEqual([
      { table: 'events.domain_events', name: 'order_domain_event', enabled: 'O', runs: 'events.order_domain_event' },
      ...['identity.station_members', 'identity.user_roles'].map((table) => ({
        table,
        name: 'raise_auth_version',
        enabled: 'O',
        runs: 'identity.raise_auth_version',
      })),
    ])
  })
})

/** Blocks and travel belong to no booking, vehicles are no persons, most keys replace none, the platform's staff has no organization. */
const REPEATING = [
  'bookings.allocations_booking_id_resource_id_kind_key',
  'bookings.resources_station_id_user_id_key',
  'identity.api_keys_organization_id_rotated_from_id_key',
  'identity.users_organization_id_id_key',
]

describe('keys', () => {
  it('with a column that may be null hold such rows apart, but for those that may repeat', async () => {
    const distinctNulls = await catalogue.list(
      `select i.indexrelid::regclass::text from pg_index i
       where i.indisunique and not i.indnullsnotdistinct and i.indpred is null
         and i.indrelid::regclass::text like any (select d || '.%' from unnest($1::text[]) d)
         and exists (select from pg_attribute a where a.attrelid = i.indrelid and not a.attnotnull
           and a.attnum = any (i.indkey))
       order by 1`,
      [DOMAINS],
    )
    expect(distinctNulls).toEqual(REPEATING)
  })

  it('of indexes are all valid', async () => {
    expect(await catalogue.list('select indexrelid::regclass::text from pg_index where not indisvalid')).toEqual([])
  })
})
