import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeApiKey } from '#domains/identity/model/api-key-format.ts'
import { ApiKeyAuthenticator } from '#domains/identity/use-cases/authenticate-api-key.ts'
import { throttleApiKeys } from '#domains/identity/use-cases/throttle-api-keys.ts'
import { RateLimitedError } from '#kernel/errors.ts'
import { Closings } from '#platform/closings.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { actOnKey, giveKey, REVOKE_KEY } from '../../support/api-keys.ts'
import { type Business, createBusiness, hireOwner, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { openSocket } from '../../support/socket.ts'
import { waitFor } from '../../support/wait.ts'

const LIMIT = 20
const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let owner: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  business = await createBusiness(gateway)
  owner = await hireOwner(gateway, business)
})

afterAll(() => gateway.stop())

const wrongKey = () => composeApiKey((below) => randomInt(below))
const give = () => giveKey(gateway, owner, { stationIds: business.stationIds })

/** Another gateway over the same database. */
function createAuthenticator() {
  const { platform } = gateway.gateway
  const statements: string[] = []
  const authenticator = new ApiKeyAuthenticator({
    openReads: (viewer) => new ReadTransaction(platform.pool, viewer, (text) => statements.push(text)),
    hashes: platform.apiKeyHashes,
    clock,
    throttle: throttleApiKeys({ ...platform, closings: new Closings() }),
    noteUse: () => undefined,
  })
  return { statements, authenticate: (key: string, ip: string) => authenticator.authenticate(key, ip) }
}

async function guess(times: number, ip: string, { authenticate } = createAuthenticator()) {
  for (let at = 0; at < times; at += 1) expect(await authenticate(wrongKey(), ip)).toBeNull()
  // Failures of the last moments do not make others wait yet: they might still turn out right.
  clock.pass(3)
}

describe('whoever guesses API keys', () => {
  it('has to wait after twenty within a minute, and costs no statement while waiting', async () => {
    const ip = '192.0.2.1'
    const { statements, authenticate } = createAuthenticator()
    await guess(LIMIT, ip, { statements, authenticate })
    await expect(authenticate(wrongKey(), ip)).rejects.toThrow(RateLimitedError)
    statements.length = 0
    await expect(authenticate(wrongKey(), ip)).rejects.toThrow(
      /^Too many attempts have failed: try again in \d+ seconds\.$/,
    )
    await expect(authenticate('no key at all', ip)).rejects.toThrow(RateLimitedError)
    expect(statements).toEqual([])
    clock.pass(60)
    expect(await authenticate(wrongKey(), ip)).toBeNull()
  })

  it('waits at each gateway', async () => {
    const ip = '192.0.2.2'
    await guess(LIMIT / 2, ip)
    await guess(LIMIT / 2, ip)
    await expect(createAuthenticator().authenticate(wrongKey(), ip)).rejects.toThrow(RateLimitedError)
  })

  it('is one address: others do not wait', async () => {
    await guess(LIMIT, '192.0.2.3')
    const { key } = await give()
    expect(await createAuthenticator().authenticate(key, '192.0.2.4')).not.toBeNull()
  })

  it('does not lock out a partner at the same address whose key is known to be good', async () => {
    const ip = '192.0.2.5'
    const gate = createAuthenticator()
    const [known, fresh] = [await give(), await give()]
    expect(await gate.authenticate(known.key, ip)).not.toBeNull()
    await guess(LIMIT, ip, gate)
    await expect(gate.authenticate(wrongKey(), ip)).rejects.toThrow(RateLimitedError)
    expect(await gate.authenticate(known.key, ip)).not.toBeNull()
    await expect(gate.authenticate(fresh.key, ip)).rejects.toThrow(RateLimitedError)
    clock.pass(60)
    expect(await gate.authenticate(fresh.key, ip)).not.toBeNull()
  })

  it('is not who goes on with a key that was good until it was revoked', async () => {
    const ip = '192.0.2.6'
    const gate = createAuthenticator()
    const { key, apiKey } = await give()
    expect(await gate.authenticate(key, ip)).not.toBeNull()
    await actOnKey(gateway, REVOKE_KEY, { apiKeyId: apiKey.id }, owner)
    await waitFor('it has ended', async () => (await gate.authenticate(key, ip)) === null, 1_500)
    const counted = await gateway.sql(
      `select count(*)::int as count from identity.sign_in_attempts where kind = 'API_KEY' and network = $1`,
      [ip],
    )
    expect(counted).toEqual([{ count: 0 }])
  })
})

describe('over HTTP and sockets', () => {
  it('whoever guesses is told when to come back', async () => {
    const { key } = await give()
    const send = (token: string) => gateway.on('public').send('{ viewer { permissions } }', {}, token)
    expect((await send(key)).status).toBe(200)
    for (let at = 0; at < LIMIT; at += 1) expect((await send(wrongKey())).status).toBe(401)
    clock.pass(3)
    const { status, headers, body } = await send(wrongKey())
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(50)
    expect(body.errors?.[0]?.extensions.code).toBe('RATE_LIMITED')
    expect((await send('x')).status).toBe(429)
    expect(await openSocket(gateway.url, wrongKey(), 'public').closed).toBe(1013)
    expect((await send(key)).status).toBe(200)
    expect(
      (await gateway.query<{ viewer: object }>('{ viewer { permissions } }', {}, owner.token)).viewer,
    ).not.toBeNull()
  })

  it('each attempt is written down with where it came from, and without the key', async () => {
    const rows = await gateway.sql<{ row: string }>(
      `select t::text as row from identity.sign_in_attempts t where kind = 'API_KEY' and ip = '127.0.0.1'`,
    )
    expect(rows.length).toBeGreaterThanOrEqual(LIMIT)
    expect(rows.filter(({ row }) => row.includes('tp_live'))).toEqual([])
  })
})
