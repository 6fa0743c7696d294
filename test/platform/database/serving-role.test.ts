import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { GatewayPool } from '#platform/database/pool.ts'
import { requireServingRole, UnfitRoleError } from '#platform/database/serving-role.ts'
import { createLog } from '#platform/log.ts'
import { defaultAllowances } from '#platform/rate-limits/allowances.ts'
import { systemClock } from '#platform/system-clock.ts'
import { startGateway } from '#server/gateway.ts'
import { createTestDatabase, type TestDatabase, withClient } from '../../support/database.ts'
import { createTestSecrets } from '../../support/gateway.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('the role that serves requests', () => {
  it('is the gateway’s own', async () => {
    expect(await refusalOf(database.gatewayUrl)).toBeNull()
  })

  it('is no superuser', async () => {
    const refusal = await refusalOf(database.adminUrl)
    expect(refusal).toMatch(/^The role postgres must not serve requests: it is a superuser, has BYPASSRLS, /)
    expect(refusal).toMatch(/Give DATABASE_URL the role teppan_gateway, as prisma\/roles.sql creates it\.$/)
  })

  it('does not own the tables, nor belongs to the role that does', async () => {
    const owns = "owns the gateway's tables, may create in the gateway's schemas"
    expect(await refusalOf(database.ownerUrl)).toContain(`The role teppan_owner must not serve requests: it ${owns}.`)
    const member = await makeRole('IN ROLE teppan_owner')
    expect(await refusalOf(member.url)).toContain(`The role ${member.name} must not serve requests: it ${owns}.`)
  })

  it.each([
    ['does not bypass row-level security', 'BYPASSRLS', 'it has BYPASSRLS.'],
    ['makes no other roles', 'CREATEROLE', 'it has CREATEROLE.'],
  ])('%s', async (_what, right, reason) => {
    const { url } = await makeRole(right)
    expect(await refusalOf(url)).toContain(reason)
  })

  it('may not create in the schemas of the domains', async () => {
    const { name, url } = await makeRole('')
    await withClient(database.adminUrl, (client) => client.query(`grant create on schema bookings to ${name}`))
    expect(await refusalOf(url)).toContain("it may create in the gateway's schemas.")
  })

  it('is checked before the gateway listens', async () => {
    const starting = startGateway({
      production: false,
      persistedOperations: { mode: 'off', directory: null },
      host: '127.0.0.1',
      port: 0,
      databaseUrl: database.ownerUrl,
      poolSize: 2,
      secrets: createTestSecrets(),
      clock: systemClock,
      log: createLog('silent'),
      allowedOrigins: { admin: [], chef: [], public: [] },
      trustedProxies: [],
      identityProviders: [],
      drainDelayMs: 0,
      allowances: defaultAllowances,
      mail: { smtpUrl: null, from: 'test@localhost', outbox: '/nonexistent' },
      appUrl: 'http://localhost:3000',
      gatewayUrl: null,
      graphiql: () => ({ samples: [] }),
    })
    await expect(starting).rejects.toThrow(UnfitRoleError)
  })
})

async function refusalOf(url: string): Promise<string | null> {
  const pool = new GatewayPool({ url, log: createLog('silent'), size: 1 })
  try {
    await requireServingRole(pool)
    return null
  } catch (error) {
    if (!(error instanceof UnfitRoleError)) throw error
    return error.message
  } finally {
    await pool.end()
  }
}

/** A role of the test's own that may sign in and has these rights. */
async function makeRole(rights: string): Promise<{ name: string; url: string }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const password = randomBytes(16).toString('hex')
  const { hostname } = new URL(database.adminUrl)
  await withClient(database.adminUrl, async (client) => {
    await client.query(`create role ${name} login password '${password}' ${rights}`)
    await client.query(`grant connect on database ${new URL(database.adminUrl).pathname.slice(1)} to ${name}`)
  })
  onTestFinished(() =>
    withClient(database.adminUrl, async (client) => {
      await client.query(`drop owned by ${name}`)
      await client.query(`drop role ${name}`)
    }),
  )
  const url = new URL(database.gatewayUrl)
  url.username = name
  url.password = password
  url.hostname = hostname
  return { name, url: url.href }
}
