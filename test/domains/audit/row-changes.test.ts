import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#platform/new-id.ts'
import { addCustomer, type Business, createBusiness, hireForAll, type StaffMember } from '../../support/business.ts'
import { withClient } from '../../support/database.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { allChanges, type Change, lastChanges } from './changes.ts'

let gateway: TestGateway
let business: Business
let owner: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  owner = await hireForAll(gateway, business.organizationId, 'ORGANIZATION_OWNER')
})
afterAll(() => gateway.stop())

/** A connection as the gateway opens one, in a transaction that may do what provisioning may, and that never lasts. */
async function asGateway<Result>(actor: string | null, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: gateway.database.gatewayUrl })
  await client.connect()
  try {
    const [stations, organization] = [business.stationIds.join(','), business.organizationId]
    await client.query(`begin; set local app.scope = 'platform'; set local app.station_ids = '${stations}';
      set local app.organization_ids = '${organization}'; set local app.request_id = 'request-1'`)
    if (actor !== null) await client.query(`set local app.actor = '${actor}'`)
    return await use(client)
  } finally {
    await client.end()
  }
}

const RENAME = 'update identity.organizations set name = $1 where id = $2'

describe('a change of a row', () => {
  it('is written down with the columns that changed, before and after', async () => {
    const [stationId] = business.stationIds
    await gateway.sql('update identity.stations set name = $1, address = $2, updated_at = now() where id = $3', [
      'Harbour',
      'Pier 4',
      stationId,
    ])
    expect(await lastChanges(gateway, 1)).toEqual([
      {
        table: 'identity.stations',
        rowId: stationId,
        rowKey: null,
        operation: 'UPDATE',
        stationId,
        organizationId: business.organizationId,
        scopeId: stationId,
        actor: ['OWNER', null, 'postgres'],
        requestId: null,
        oldValues: { name: expect.stringContaining('Station'), address: null },
        newValues: { name: 'Harbour', address: 'Pier 4' },
      } satisfies Change,
    ])
  })

  it('that changes nothing, or only when somebody was last seen, is none', async () => {
    const before = await allChanges(gateway)
    await gateway.sql('update identity.stations set name = name, updated_at = now()')
    await gateway.sql(`update identity.users set last_login_at = now(), last_seen_at = now(), presence = 'ONLINE'`)
    await gateway.sql('update identity.sessions set last_used_at = now()')
    await gateway.sql('update identity.users set auth_version = auth_version + 1')
    expect(await allChanges(gateway)).toEqual(before)
  })

  it('keeps ciphertext as it is, and of secrets, blind values and keys only that they are there', async () => {
    await addCustomer(gateway, business, { email: 'ada@example.com', tags: ['vip'] })
    const [made] = await lastChanges(gateway, 1)
    const [row] = await gateway.sql<{ name: Buffer; email: Buffer }>(
      'select name_enc as name, email_enc as email from customers.customers where id = $1',
      [made?.rowId],
    )
    const changed = { changed: true }
    expect(made).toMatchObject({ table: 'customers.customers', operation: 'INSERT', oldValues: null })
    expect(made?.newValues).toEqual({
      id: made?.rowId,
      station_id: business.stationIds[0],
      name_enc: `\\x${row?.name.toString('hex')}`,
      email_enc: `\\x${row?.email.toString('hex')}`,
      ...{ data_key_wrapped: changed, email_idx: changed, name_tokens: changed },
      ...{ locale: 'en', tone_preference: 'CASUAL', tags: ['vip'], version: 1, created_at: expect.any(String) },
    })

    await gateway.sql(`update identity.users set password_hash = 'another' where id = $1`, [owner.userId])
    const [password] = await lastChanges(gateway, 1)
    expect([password?.oldValues, password?.newValues]).toEqual([{ password_hash: changed }, { password_hash: changed }])
    await gateway.sql('update identity.users set password_hash = null where id = $1', [owner.userId])
    expect((await lastChanges(gateway, 1))[0]?.newValues).toEqual({ password_hash: null })
  })

  it('of a row with a key of several columns has them all', async () => {
    const [chef] = await gateway.sql<{ id: string }>(`select id from identity.roles where code = 'CHEF'`)
    const key = { role_id: chef?.id, permission_code: 'identity:user:read' }
    await gateway.sql('insert into identity.role_permissions (role_id, permission_code) values ($1, $2)', [
      chef?.id,
      key.permission_code,
    ])
    await gateway.sql('delete from identity.role_permissions where role_id = $1 and permission_code = $2', [
      chef?.id,
      key.permission_code,
    ])
    const [deleted, made] = await lastChanges(gateway, 2, 'identity.role_permissions')
    expect(made).toMatchObject({ operation: 'INSERT', rowId: null, rowKey: key, oldValues: null })
    expect(deleted).toMatchObject({ operation: 'DELETE', rowId: null, rowKey: key, newValues: null })
    expect(deleted?.oldValues).toEqual(made?.newValues)
  })

  it('belongs to the station, else to the organization, else to the platform', async () => {
    const nobody = '00000000-0000-0000-0000-000000000000'
    const { organizationId } = business
    const scope = async (sql: string, values: unknown[]) => {
      await gateway.sql(sql, values)
      const [change] = await lastChanges(gateway, 1)
      return [change?.table, change?.scopeId, change?.stationId, change?.organizationId]
    }
    expect(await scope('update identity.organizations set slug = $1 where id = $2', ['another-slug', organizationId])) //
      .toEqual(['identity.organizations', organizationId, null, organizationId])
    expect(await scope('update identity.users set phone = $1 where id = $2', ['+16175550100', owner.userId])) //
      .toEqual(['identity.users', organizationId, null, organizationId])
    // A session has no organization; the person behind it has.
    expect(await scope('update identity.sessions set revoked_at = now() where user_id = $1', [owner.userId])) //
      .toEqual(['identity.sessions', organizationId, null, organizationId])
    const roleId = newId()
    const role = `insert into identity.roles (id, organization_id, code, name, rank, updated_at) values ($1, $2, $3, 'Of our own', 1, now())`
    expect(await scope(role, [roleId, organizationId, 'OF_OUR_OWN'])) //
      .toEqual(['identity.roles', organizationId, null, organizationId])
    const permit = `insert into identity.role_permissions (role_id, permission_code) values ($1, 'bookings:menu:read')`
    expect(await scope(permit, [roleId])) //
      .toEqual(['identity.role_permissions', organizationId, null, organizationId])
    expect(await scope('update identity.roles set rank = 2 where organization_id is null and code = $1', ['OBSERVER'])) //
      .toEqual(['identity.roles', nobody, null, null])
  })

  it('gets an id that sorts with its time, also within one statement', async () => {
    await gateway.sql(
      `insert into bookings.resources (id, station_id, kind, name, skills, updated_at)
       select gen_random_uuid(), $1, 'VEHICLE', 'Van ' || number, '{}', now() from generate_series(1, 200) as number`,
      [business.stationIds[0]],
    )
    const changes = await gateway.sql<{ id: string; name: string }>(
      `select id, new_values ->> 'name' as name from audit.row_changes where table_name = 'bookings.resources'
       order by changed_at, id`,
    )
    expect(changes.map(({ name }) => name)).toEqual(Array.from({ length: 200 }, (_, at) => `Van ${at + 1}`))
    expect(changes[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('leaves whoever makes it at the door that they came through', async () => {
    const doors = await asGateway('anonymous', async (client) => {
      const { rowCount } = await client.query(
        `insert into identity.role_permissions (role_id, permission_code)
         select id, 'audit:log:read' from identity.roles where code = 'CHEF'`,
      )
      return { rowCount, after: (await client.query('select app.scope() as scope')).rows }
    })
    expect(doors).toEqual({ rowCount: 1, after: [{ scope: 'platform' }] })
  })
})

describe('who changed it', () => {
  it.each([
    ['system:platform', ['SYSTEM', null, 'platform']],
    ['anonymous', ['ANONYMOUS', null, null]],
    ['user:01980000-0000-7000-8000-00000000abcd', ['USER', '01980000-0000-7000-8000-00000000abcd', null]],
    ['partner:01980000-0000-7000-8000-00000000abcd', ['PARTNER', '01980000-0000-7000-8000-00000000abcd', null]],
  ])('is %s when the transaction says so', async (actor, expected) => {
    await asGateway(actor, async (client) => {
      await client.query(RENAME, [`By ${actor}`, business.organizationId])
      await client.query('commit')
    })
    const [change] = await lastChanges(gateway, 1)
    expect([change?.actor, change?.requestId]).toEqual([expected, 'request-1'])
  })

  it.each([null, '', 'owner', 'user:', 'user:me', 'partner:1', 'system:', 'system:Owner', 'anonymous ', 'somebody'])(
    'must be said by the gateway: with %j nothing is changed',
    async (actor) => {
      const changes = await allChanges(gateway)
      const writing = asGateway(actor, async (client) => {
        await client.query(RENAME, ['By nobody', business.organizationId])
        await client.query('commit')
      })
      await expect(writing).rejects.toThrow(/without an actor|invalid input syntax for type uuid/)
      expect(await gateway.sql(`select from identity.organizations where name = 'By nobody'`)).toEqual([])
      expect(await allChanges(gateway)).toEqual(changes)
    },
  )

  it('is the owner of the database by the name of its role, for migrations and maintenance', async () => {
    await withClient(gateway.database.ownerUrl, async (client) => {
      await client.query(`begin; set local app.scope = 'platform'`)
      await client.query(RENAME, ['By the owner', business.organizationId])
      await client.query('commit')
    })
    const [change] = await lastChanges(gateway, 1)
    expect([change?.actor, change?.newValues]).toEqual([['OWNER', null, 'teppan_owner'], { name: 'By the owner' }])
  })
})

describe('the gateway', () => {
  const AS_IF = `insert into audit.row_changes
    (id, scope_id, station_id, table_name, row_id, operation, actor_kind, changed_at, new_values)
    select gen_random_uuid(), $1, $1, 'identity.users', $1, 'INSERT', 'ANONYMOUS', now(), '{}'`

  it.each([
    ['write into the log by itself', AS_IF],
    ['do so through any door', `with door as (select set_config('app.scope', 'audit', true)) ${AS_IF} from door`],
    ['change what was written down', 'update audit.row_changes set actor_id = $1'],
    ['delete it', 'delete from audit.row_changes where scope_id = $1'],
    ['change who has read', 'update audit.pii_accesses set actor_id = $1'],
    ['delete who has read', 'delete from audit.pii_accesses where station_id = $1'],
    ['reach a partition', 'select from audit.row_changes_default where scope_id = $1'],
    ['make partitions', 'select audit.create_partitions() where $1::uuid is not null'],
    ['watch tables', `select audit.watch('identity.refresh_tokens') where $1::uuid is not null`],
  ])('may not %s', async (_what, sql) => {
    const changes = await allChanges(gateway)
    const trying = asGateway('anonymous', (client) => client.query(sql, [business.stationIds[0]]))
    await expect(trying).rejects.toMatchObject({ code: '42501' })
    expect(await allChanges(gateway)).toEqual(changes)
  })

  it.each(['audit.row_changes', 'audit.pii_accesses', 'identity.users'])('may not empty %s', async (table) => {
    const trying = asGateway('anonymous', (client) => client.query(`truncate ${table} cascade`))
    await expect(trying).rejects.toMatchObject({ code: '42501' })
  })

  it('may not switch the triggers off', async () => {
    for (const sql of [
      'alter table identity.users disable trigger record_change',
      `set local session_replication_role = 'replica'`,
      'drop trigger record_change on identity.users',
    ]) {
      const trying = asGateway('anonymous', (client) => client.query(sql))
      await expect(trying, sql).rejects.toMatchObject({ code: '42501' })
    }
  })
})
