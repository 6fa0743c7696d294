import { isEnumType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { DOMAIN_SCHEMAS } from '#platform/database/serving-role.ts'
import { types } from '../schema-elements.ts'
import { DOMAINS, openCatalogue } from './catalogue.ts'

const catalogue = openCatalogue()

/** The columns of the tables of the domains, as `schema.table.column`, that match. */
function columns(condition: string): Promise<string[]> {
  return catalogue.list(
    `select format('%s.%s', c.oid::regclass, a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace::regnamespace::text = any ($1)
       and a.attnum > 0 and not a.attisdropped and ${condition} order by 1`,
    [DOMAINS],
  )
}

const isType = (...names: string[]) => `a.atttypid in (${names.map((name) => `'${name}'::regtype`).join(', ')})`
/** Whether a check of the table reads the column. */
const isChecked = `exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey))`
/** A day on the calendar of a station, which is no instant. */
const isLocalDate = `${isType('date', 'date[]')} and a.attname ~ '_dates?$'`
const isForeignKey = `exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey))`

/** They tell the same by accessed_at, assigned_at, changed_at and occurred_at; the state of the log and the permissions are parts of the code. */
const WITHOUT_CREATED_AT = [
  'audit.pii_accesses',
  'audit.row_changes',
  'events.domain_events',
  'events.event_log',
  'identity.permissions',
  'identity.user_roles',
]

/** Nothing writes them. What will do so brings a check of their size. */
const UNBOUNDED = ['identity.organizations.settings', 'identity.stations.settings']

describe('every table', () => {
  it('is in the schema of a domain; besides, there are only the migrations', async () => {
    const found = await catalogue.list(
      `select distinct relnamespace::regnamespace::text from pg_class where relkind in ('r', 'p')
         and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema') order by 1`,
    )
    expect(found).toEqual([...DOMAINS, 'public'].sort())
    expect(
      await catalogue.list(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
      ),
    ).toEqual(['_prisma_migrations'])
    expect([...DOMAIN_SCHEMAS].sort()).toEqual(DOMAINS)
  })

  it('says when a row was made, to the millisecond and with its time zone', async () => {
    const withTime = await columns(
      `a.attname = 'created_at' and format_type(a.atttypid, a.atttypmod) = 'timestamp(3) with time zone'`,
    )
    expect(new Set(withTime.map((column) => column.split('.').slice(0, 2).join('.')))).toEqual(
      new Set((await tables()).filter((table) => !WITHOUT_CREATED_AT.includes(table))),
    )
  })

  it('is keyed by UUIDs', async () => {
    expect(await columns(`a.attname = 'id' and not ${isType('uuid')}`)).toEqual(['events.event_log.id'])
  })
})

function tables(): Promise<string[]> {
  return catalogue.list(
    `select oid::regclass::text from pg_class
     where relkind in ('r', 'p') and not relispartition and relnamespace::regnamespace::text = any ($1)`,
    [DOMAINS],
  )
}

describe('every column', () => {
  it('of time has a time zone and milliseconds', async () => {
    const times = `format_type(a.atttypid, a.atttypmod) ~ '^(timestamp|time|date)' and not (${isLocalDate})`
    expect(await columns(`${times} and format_type(a.atttypid, a.atttypmod) <> 'timestamp(3) with time zone'`)).toEqual(
      [],
    )
    expect(await columns(`${times} and a.attname !~ '_at$'`)).toEqual([])
  })

  it('of money is in whole cents', async () => {
    expect(await columns(`a.attname ~ '_cents$' and not ${isType('int8')}`)).toEqual([])
    expect(await columns(isType('money', 'numeric', 'float4'))).toEqual([])
  })

  it('of text has a bound', async () => {
    expect(
      await columns(
        `(${isType('text')} or a.atttypid::regtype::text = 'citext') and not ${isChecked} and not ${isForeignKey}`,
      ),
    ).toEqual([])
    expect(await columns(isType('varchar', 'bpchar'))).toEqual([])
  })

  it('of bytes, lists and JSON has a bound', async () => {
    expect(await columns(`(a.attndims > 0 or ${isType('bytea', 'json', 'jsonb')}) and not ${isChecked}`)).toEqual(
      UNBOUNDED,
    )
  })

  it('that counts versions begins at one', async () => {
    expect(await columns(`a.attname = 'version' and not (a.attnotnull and ${isChecked})`)).toEqual([])
  })
})

describe('every enum', () => {
  it('has values in capitals', async () => {
    expect(await catalogue.list(`select enumlabel from pg_enum where enumlabel !~ '^[A-Z][A-Z0-9_]*$'`)).toEqual([])
  })

  it('that the API shows under its own name has the same values there', async () => {
    const stored = await catalogue.rows<{ name: string; values: string[] }>(
      `select typname as name, array_agg(enumlabel::text order by enumlabel) as values
       from pg_type join pg_enum on enumtypid = pg_type.oid group by 1`,
    )
    const shown = new Map(
      types.filter(isEnumType).map((type) => [
        type.name,
        type
          .getValues()
          .map(({ name }) => name)
          .sort(),
      ]),
    )
    const shared = stored.filter(({ name }) => shown.has(pascalCase(name)))
    expect(shared.length).toBeGreaterThan(5)
    expect(shared.map(({ name }) => [name, shown.get(pascalCase(name))])).toEqual(
      shared.map(({ name, values }) => [name, values.sort()]),
    )
  })
})

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|_)(\w)/g, (_all, letter: string) => letter.toUpperCase())
}
