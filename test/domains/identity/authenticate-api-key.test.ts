import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeApiKey } from '#domains/identity/model/api-key-format.ts'
import { ApiKeyAuthenticator, type ApiKeyAuthenticatorParts } from '#domains/identity/use-cases/authenticate-api-key.ts'
import { throttleApiKeys } from '#domains/identity/use-cases/throttle-api-keys.ts'
import { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { actOnKey, giveKey, REVOKE_KEY, ROTATE_KEY, UPDATE_KEY } from '../../support/api-keys.ts'
import { type Business, createBusiness, hireOwner, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let owner: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 3)
  owner = await hireOwner(gateway, business)
})

afterAll(() => gateway.stop())

const unknownKey = () => composeApiKey((below) => randomInt(below))
/** A key with the same part in the clear and another secret. */
const withAnotherSecret = (key: string) => {
  const places = [...key.slice(8, 16)].map((character) => ALPHABET.indexOf(character))
  return composeApiKey((below) => places.shift() ?? randomInt(below))
}
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** An authenticator of its own over the gateway's database, as the gateway makes it but for these parts. */
function createAuthenticator(parts: Partial<ApiKeyAuthenticatorParts>): ApiKeyAuthenticator {
  const { platform } = gateway.gateway
  return new ApiKeyAuthenticator({
    openReads: (viewer) => new ReadTransaction(platform.pool, viewer),
    hashes: platform.apiKeyHashes,
    clock,
    throttle: throttleApiKeys(platform),
    noteUse: () => undefined,
    ...parts,
  })
}

/** One that tells what it asks of the database, and what it counts. */
function watch() {
  const statements: string[] = []
  const used: string[] = []
  const failures: (string | null)[] = []
  const { pool } = gateway.gateway.platform
  const authenticator = createAuthenticator({
    openReads: (viewer) => new ReadTransaction(pool, viewer, (text) => statements.push(text)),
    noteUse: (apiKeyId) => used.push(apiKeyId),
    throttle: { requireOpen: () => undefined, countFailure: async (ip) => void failures.push(ip) },
  })
  const authenticate = (key: string) => authenticator.authenticate(key, '192.0.2.1')
  return { statements, used, failures, authenticate }
}

const give = (fields?: object) => giveKey(gateway, owner, { stationIds: business.stationIds.slice(0, 2) }, fields)

describe('a good key', () => {
  it('stands for its partner, with its scopes at its stations and nowhere else', async () => {
    const { key } = await give({ scopes: ['bookings:menu:read'], plan: 'TRIAL', expiresAt: '2094-01-01T00:00:00Z' })
    const { used, authenticate } = watch()
    const stationIds = business.stationIds.slice(0, 2)
    expect(await authenticate(key)).toEqual({
      viewer: {
        kind: 'partner',
        apiKeyId: used[0],
        partnerId: used[0],
        plan: 'TRIAL',
        stationIds: expect.toSatisfy((ids: string[]) => ids.toSorted().join() === stationIds.toSorted().join()),
        organizationIds: [business.organizationId],
        grants: new Map([['bookings:menu:read', new Set(stationIds)]]),
      },
      expiresAt: new Date('2094-01-01T00:00:00Z'),
      authVersion: 1,
    })
  })

  it('of the whole organization is good at each station, also at one that is opened later', async () => {
    const { key } = await giveKey(gateway, owner, { organizationId: business.organizationId })
    const reach = async () => (await watch().authenticate(key))?.viewer.stationIds
    expect(await reach()).toHaveLength(3)
    await gateway.sql(
      `insert into identity.stations (id, organization_id, name, code, timezone, currency, updated_at)
         values (gen_random_uuid(), $1, 'New', 'NEW', 'UTC', 'USD', now())`,
      [business.organizationId],
    )
    expect(await reach()).toHaveLength(4)
  })

  it('has only those of its scopes that are still for partners', async () => {
    const { key, apiKey } = await give()
    await gateway.sql(
      `update identity.api_keys set scopes = '{bookings:menu:read,customers:pii:read}' where key_id = $1`,
      [apiKey.prefix.slice(8)],
    )
    expect([...((await watch().authenticate(key))?.viewer.grants.keys() ?? [])]).toEqual(['bookings:menu:read'])
  })

  it('is read once a second at most, however often it is shown', async () => {
    const { key } = await give()
    const { statements, used, authenticate } = watch()
    await Promise.all(Array.from({ length: 200 }, () => authenticate(key)))
    expect(statements).toEqual([expect.stringMatching(/^BEGIN/), expect.stringContaining('key_id'), 'COMMIT'])
    expect(used).toHaveLength(200)
  })

  it('is no good any more within a second of what ends or changes it', async () => {
    const { authenticate } = watch()
    const changed = await give()
    const revoked = await give()
    const rotated = await give()
    for (const { key } of [changed, revoked, rotated]) expect(await authenticate(key)).not.toBeNull()
    await actOnKey(
      gateway,
      UPDATE_KEY,
      { apiKeyId: changed.apiKey.id, expectedVersion: 1, scopes: ['bookings:menu:read'] },
      owner,
    )
    await actOnKey(gateway, REVOKE_KEY, { apiKeyId: revoked.apiKey.id }, owner)
    await actOnKey(gateway, ROTATE_KEY, { apiKeyId: rotated.apiKey.id, overlapHours: 0 }, owner)
    await waitFor('the scope is gone', async () => (await authenticate(changed.key))?.viewer.grants.size === 1, 1_500)
    await waitFor('the revoked key is', async () => (await authenticate(revoked.key)) === null, 1_500)
    await waitFor('the replaced key is', async () => (await authenticate(rotated.key)) === null, 1_500)
  })

  it('ends to the moment, also when it has just been read', async () => {
    const { key } = await give({ expiresAt: new Date(clock.now().getTime() + 3_600_000) })
    const { authenticate } = watch()
    expect(await authenticate(key)).not.toBeNull()
    clock.pass(3_600)
    expect(await authenticate(key)).toBeNull()
    clock.pass(-3_600)
  })
})

describe('what is no good key', () => {
  it('costs no statement when it is not even a key: 10,000 of them', async () => {
    const { key } = await give()
    const { statements, failures, authenticate } = watch()
    const mistyped = (at: number) => {
      const place = 8 + (at % 45)
      const character = ALPHABET[(ALPHABET.indexOf(key.charAt(place)) + 1 + (at % 61)) % 62]
      return key.slice(0, place) + character + key.slice(place + 1)
    }
    const random = (at: number) => `${unknownKey().slice(0, 47)}${String(at).padStart(6, '0')}`
    const started = performance.now()
    for (let at = 0; at < 5_000; at += 1) {
      expect(await authenticate(mistyped(at))).toBeNull()
      expect(await authenticate(random(at))).toBeNull()
    }
    expect([statements, failures]).toEqual([[], []])
    expect((performance.now() - started) / 10_000).toBeLessThan(1)
  })

  it('costs the same statements whatever is wrong with it, and is answered alike', async () => {
    const live = await give()
    const revoked = await give()
    const expired = await give()
    await actOnKey(gateway, REVOKE_KEY, { apiKeyId: revoked.apiKey.id }, owner)
    await actOnKey(gateway, ROTATE_KEY, { apiKeyId: expired.apiKey.id, overlapHours: 0 }, owner)
    const { statements, failures, authenticate } = watch()
    await authenticate(live.key)
    const ask = async (key: string) => {
      statements.length = 0
      failures.length = 0
      return { answer: await authenticate(key), statements: [...statements], failures: [...failures] }
    }
    const expected = {
      answer: null,
      statements: [expect.stringMatching(/^BEGIN/), expect.stringContaining('key_id'), 'COMMIT'],
      failures: ['192.0.2.1'],
    }
    for (const key of [unknownKey(), withAnotherSecret(live.key), revoked.key, expired.key]) {
      expect(await ask(key)).toEqual(expected)
    }
  })

  it('takes as long whether or not the part in the clear is that of a good key', async () => {
    const { key } = await give()
    const { authenticate } = watch()
    const times = { unknown: [] as number[], known: [] as number[] }
    for (let round = 0; round < 200; round += 1) {
      await authenticate(key)
      for (const [kind, wrong] of [
        ['unknown', unknownKey()],
        ['known', withAnotherSecret(key)],
      ] as const) {
        const started = performance.now()
        expect(await authenticate(wrong)).toBeNull()
        times[kind].push(performance.now() - started)
      }
    }
    const median = (all: number[]) => all.toSorted((one, other) => one - other)[all.length / 2] ?? Number.NaN
    expect(Math.abs(median(times.unknown) - median(times.known))).toBeLessThan(10)
  })

  it('is a key of another installation: one that hashes with another secret', async () => {
    const { key } = await give()
    const noteUse = () => expect.unreachable()
    const other = createAuthenticator({ hashes: new ApiKeyHashes(Buffer.alloc(32, 1)), noteUse })
    expect(await other.authenticate(key, null)).toBeNull()
  })

  it('is not remembered as one when the database could not be asked', async () => {
    const { key } = await give()
    let isAway = true
    const authenticator = createAuthenticator({
      openReads: (viewer) => {
        if (isAway) throw new Error('the database is away')
        return new ReadTransaction(gateway.gateway.platform.pool, viewer)
      },
    })
    await expect(authenticator.authenticate(key, null)).rejects.toThrow('the database is away')
    isAway = false
    expect(await authenticator.authenticate(key, null)).not.toBeNull()
  })
})
