import { describe, expect, inject, it } from 'vitest'
import { withClient } from '../../support/database.ts'
import { DOMAINS, openCatalogue } from './catalogue.ts'
import { grants } from './grants.ts'

const catalogue = openCatalogue()

describe('the role of the gateway', () => {
  it('has no power over the server, and ends what takes too long', async () => {
    const [role] = await catalogue.rows(
      `select rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolinherit, rolconfig
       from pg_roles where rolname = 'teppan_gateway'`,
    )
    expect(role).toEqual({
      rolcanlogin: true,
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
      rolbypassrls: false,
      rolinherit: false,
      rolconfig: [
        'TimeZone=UTC',
        'statement_timeout=5s',
        'lock_timeout=2s',
        'idle_in_transaction_session_timeout=5s',
        'transaction_timeout=15s',
      ],
    })
  })

  it('owns nothing, and is no member of another role', async () => {
    const owned = await catalogue.list(
      `select format('%s %s', classid::regclass, objid) from pg_shdepend
       where refclassid = 'pg_authid'::regclass and refobjid = 'teppan_gateway'::regrole and deptype = 'o'`,
    )
    expect(owned).toEqual([])
    expect(
      await catalogue.list(
        `select roleid::regrole::text from pg_auth_members where member = 'teppan_gateway'::regrole`,
      ),
    ).toEqual([])
  })

  it('may do with each table exactly what was reviewed: nowhere TRUNCATE, REFERENCES, TRIGGER or MAINTAIN', async () => {
    const found = await catalogue.rows<{ table: string; rights: string }>(
      `select format('%s.%s', c.relnamespace::regnamespace, c.relname) as table, string_agg(a.privilege_type, ' ' order by a.privilege_type) as rights
       from pg_class c cross join aclexplode(c.relacl) a
       where a.grantee = 'teppan_gateway'::regrole and c.relkind <> 'S' group by 1 order by 1`,
    )
    expect(Object.fromEntries(found.map(({ table, rights }) => [table, rights]))).toEqual(grants)
    const ofColumns = await catalogue.list(
      `select format('%s.%s', attrelid::regclass, attname) from pg_attribute cross join aclexplode(attacl) a
       where a.grantee = 'teppan_gateway'::regrole`,
    )
    expect(ofColumns).toEqual([])
  })

  it('creates nothing in any schema', async () => {
    const creatable = await catalogue.list(
      `select nspname from pg_namespace where has_schema_privilege('teppan_gateway', oid, 'create') order by 1`,
    )
    expect(creatable).toEqual([])
  })

  it('only connects to the database, which strangers may not even do', async () => {
    const { rows } = await withClient(inject('databaseUrls').admin, (client) =>
      client.query(
        `select a.grantee::regrole::text as role, string_agg(a.privilege_type, ' ' order by a.privilege_type) as rights
         from pg_database d cross join aclexplode(d.datacl) a where d.datname = 'teppan' group by 1 order by 1`,
      ),
    )
    expect(rows).toEqual([
      { role: 'teppan_gateway', rights: 'CONNECT' },
      { role: 'teppan_owner', rights: 'CONNECT CREATE TEMPORARY' },
    ])
  })
})

describe('everybody', () => {
  it('has no right to any table, sequence or schema of the domains', async () => {
    const open = await catalogue.list(
      `select c.oid::regclass::text from pg_class c cross join aclexplode(c.relacl) a
       where a.grantee = 0 and c.relnamespace::regnamespace::text = any ($1)
       union all
       select nspname from pg_namespace cross join aclexplode(nspacl) a where a.grantee = 0 and nspname = any ($1)`,
      [[...DOMAINS, 'app']],
    )
    expect(open).toEqual([])
  })

  it('gets no rights to what will be created', async () => {
    expect(await catalogue.list('select defaclrole::regrole::text from pg_default_acl')).toEqual([])
  })
})

describe('functions and views', () => {
  const own = `not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')`

  it('are these functions, and none but the trigger of the audit log runs with the rights of its owner', async () => {
    const functions = await catalogue.rows<{ name: string; definer: boolean }>(
      `select format('%s.%s', p.pronamespace::regnamespace, p.proname) as name, p.prosecdef as definer
       from pg_proc p where ${own} order by 1`,
    )
    expect(functions).toEqual([
      { name: 'app.api_key_id', definer: false },
      { name: 'app.audit_scope_ids', definer: false },
      { name: 'app.is_partner', definer: false },
      { name: 'app.organization_ids', definer: false },
      { name: 'app.partner_id', definer: false },
      { name: 'app.principal', definer: false },
      { name: 'app.scope', definer: false },
      { name: 'app.staff_station_ids', definer: false },
      { name: 'app.station_ids', definer: false },
      { name: 'app.user_id', definer: false },
      { name: 'audit.create_partitions', definer: false },
      { name: 'audit.is_recorded', definer: false },
      { name: 'audit.organization_through', definer: false },
      { name: 'audit.record_change', definer: true },
      { name: 'audit.recordable', definer: false },
      { name: 'audit.watch', definer: false },
      { name: 'events.order_domain_event', definer: false },
      { name: 'identity.raise_auth_version', definer: false },
    ])
  })

  it('of the audit log cannot be called by the gateway: they run from triggers, and for the owner', async () => {
    const callable = await catalogue.list(
      `select proname from pg_proc where pronamespace = 'audit'::regnamespace
         and has_function_privilege('teppan_gateway', oid, 'execute')`,
    )
    expect(callable).toEqual([])
  })

  it('are no views: each would have to be security_invoker, and no materialized one knows a policy', async () => {
    const views = await catalogue.list(
      `select oid::regclass::text from pg_class where relkind in ('v', 'm')
         and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')`,
    )
    expect(views).toEqual([])
  })
})
