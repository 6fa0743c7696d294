import { describe, expect, it } from 'vitest'
import { DOMAINS, openCatalogue } from './catalogue.ts'
import { policies } from './policies.ts'

const catalogue = openCatalogue()

/** Tables whose rows belong to nobody in particular: the list of permissions, and the one row that describes the log. */
const OF_NOBODY = ['events.event_log', 'identity.permissions']

describe('row-level security', () => {
  it('is enabled and forced on every table of a domain but those whose rows belong to nobody', async () => {
    const unprotected = await catalogue.list(
      `select c.oid::regclass::text from pg_class c
       where c.relnamespace::regnamespace::text = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
         and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
      [DOMAINS],
    )
    expect(unprotected).toEqual(OF_NOBODY)
  })

  it('covers every table with a station or an organization, in whatever schema', async () => {
    const open = await catalogue.list(
      `select distinct c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relkind in ('r', 'p') and not c.relispartition and a.attname in ('station_id', 'organization_id') and a.attnum > 0
         and (not c.relrowsecurity or not c.relforcerowsecurity
           or not exists (select from pg_policy p where p.polrelid = c.oid))`,
    )
    expect(open).toEqual([])
  })

  it('has exactly the policies that were reviewed', async () => {
    const found = await catalogue.rows<{ place: string; condition: string }>(
      `select format('%s.%s %s %s', schemaname, tablename, policyname, cmd) as place, coalesce(qual, with_check) as condition
       from pg_policies order by 1`,
    )
    expect(found.map(({ place, condition }) => `${place}: ${abbreviate(condition)}`)).toEqual(policies)
  })

  it('lets nobody at a partition: it is read and written through its parent, whose policies hold', async () => {
    const found = await catalogue.rows(
      `select distinct c.relrowsecurity as "isEnabled",
         exists (select from pg_policy p where p.polrelid = c.oid) as "hasPolicy",
         exists (select from aclexplode(c.relacl) a where a.grantee <> c.relowner) as "isGranted"
       from pg_class c where c.relispartition and c.relkind = 'r'`,
    )
    expect(found).toEqual([{ isEnabled: true, hasPolicy: false, isGranted: false }])
  })

  it('holds what is written to the same condition as what is read, and grants nothing by role', async () => {
    const uneven = await catalogue.list(
      `select format('%s.%s %s %s', schemaname, tablename, policyname, roles) from pg_policies
       where (cmd not in ('SELECT', 'INSERT') and with_check is distinct from qual)
         or permissive <> 'PERMISSIVE' or roles <> '{public}'`,
    )
    // The trigger writes as the owner; the gateway has no right to insert there.
    expect(uneven).toEqual(['audit.row_changes record_change {teppan_owner}'])
  })

  it('asks for the viewer once in a statement, not for each row', async () => {
    const perRow = await catalogue.list(
      `select format('%s.%s %s', schemaname, tablename, policyname) from pg_policies
       where regexp_replace(concat(qual, with_check), '\\( SELECT app\\.\\w+\\(\\) AS \\w+\\)', '', 'g') like '%app.%'`,
    )
    expect(perRow).toEqual([])
  })
})

/** Takes away what PostgreSQL adds when it prints a condition. */
function abbreviate(condition: string): string {
  const text = condition
    .replaceAll(/\(\( SELECT app\.(\w+)\(\) AS \w+\)::uuid\[\]\)/g, '(app.$1())')
    .replaceAll(/\( SELECT app\.(\w+)\(\) AS \w+\)/g, 'app.$1()')
    .replaceAll('::text', '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('( ', '(')
  return text.replace(/^\((.*)\)$/, '$1')
}
