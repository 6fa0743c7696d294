import { beforeAll, describe, expect, it } from 'vitest'
import type { EmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'
import { finishAfterAll, makeDataDirectory, query, start } from './fixtures.ts'

describe('the roles of the embedded PostgreSQL', { timeout: 60_000 }, () => {
  let postgres: EmbeddedPostgres
  const finish = finishAfterAll()
  beforeAll(async () => {
    postgres = await start(await makeDataDirectory({ finish }), { finish })
  }, 60_000)

  it('are an owner without superpowers and a gateway that owns nothing, with limits on all it asks', async () => {
    const { adminUrl } = postgres
    const roles = await query(
      adminUrl,
      `select rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
       from pg_roles where rolname like 'teppan%' order by rolname`,
    )
    const powerless = {
      rolcanlogin: true,
      rolsuper: false,
      rolcreaterole: false,
      rolreplication: false,
      rolbypassrls: false,
    }
    expect(roles).toEqual([
      { rolname: 'teppan_gateway', rolcreatedb: false, ...powerless },
      { rolname: 'teppan_owner', rolcreatedb: true, ...powerless },
    ])
    const [gateway] = await query(
      adminUrl,
      `select rolinherit, rolconfig from pg_roles where rolname = 'teppan_gateway'`,
    )
    expect(gateway).toEqual({
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

  it('leave the gateway nothing but to connect', async () => {
    const { gatewayUrl, adminUrl } = postgres
    const denied = { code: '42501' }
    await expect(query(gatewayUrl, 'create table public.mine ()')).rejects.toMatchObject(denied)
    await expect(query(gatewayUrl, 'create temporary table mine ()')).rejects.toMatchObject(denied)
    await expect(query(gatewayUrl, 'create schema mine')).rejects.toMatchObject(denied)
    await expect(query(gatewayUrl, 'set role teppan_owner')).rejects.toMatchObject(denied)
    await expect(query(gatewayUrl.replace('/teppan?', '/postgres?'), 'select')).rejects.toMatchObject(denied)
    const owner = `select pg_get_userbyid(datdba) as owner from pg_database where datname = 'teppan'`
    expect(await query(adminUrl, owner)).toEqual([{ owner: 'teppan_owner' }])
  })

  it('let the owner make schemas, extensions and a shadow database', async () => {
    const { ownerUrl } = postgres
    await query(ownerUrl, 'create schema bookings')
    await query(ownerUrl, 'create extension btree_gist')
    await query(ownerUrl.replace('/teppan?', '/postgres?'), 'create database shadow')
    expect(await query(ownerUrl.replace('/teppan?', '/shadow?'), 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('are put right again by the next start, passwords too', async () => {
    const dataDirectory = await makeDataDirectory()
    const first = await start(dataDirectory)
    await query(first.adminUrl, `alter role teppan_gateway superuser bypassrls password 'forgotten'`)
    await query(first.adminUrl, `grant temporary on database teppan to public`)
    await first.stop()
    const { gatewayUrl } = await start(dataDirectory)
    const me = 'select rolsuper, rolbypassrls from pg_roles where rolname = current_user'
    expect(await query(gatewayUrl, me)).toEqual([{ rolsuper: false, rolbypassrls: false }])
    await expect(query(gatewayUrl, 'create temporary table mine ()')).rejects.toMatchObject({ code: '42501' })
  })
})
