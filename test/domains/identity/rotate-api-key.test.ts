import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  ALL_SCOPES,
  type ApiKeyResult,
  actOnKey,
  giveKey,
  giveOwnRole,
  REVOKE_KEY,
  ROTATE_KEY,
  readKeys,
} from '../../support/api-keys.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember, signIn } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

const HOUR_MS = 3_600_000
const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let owner: StaffMember
let given: ApiKeyResult

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  business = await createBusiness(gateway, 2)
  owner = await hireOwner(gateway, business)
})

beforeEach(async () => {
  given = await giveKey(gateway, owner, { stationIds: business.stationIds }, { plan: 'ENTERPRISE' })
})

afterAll(() => gateway.stop())

const rotate = (fields: object = {}, by = owner, apiKeyId = given.apiKey.id) =>
  actOnKey(gateway, ROTATE_KEY, { apiKeyId, ...fields }, by)

/** Access tokens do not live as long. */
async function passHours(hours: number): Promise<void> {
  clock.pass(hours * 3_600)
  Object.assign(owner, await signIn(gateway, owner.email))
}

/** In hours from now, to the tenth. */
const hoursFromNow = (time: string | null) =>
  time === null ? null : Math.round(((Date.parse(time) - clock.now().getTime()) / HOUR_MS) * 10) / 10

describe('rotating an API key', () => {
  it('gives a new one with the same name, scopes, stations and plan; the old one goes on for the overlap', async () => {
    const { __typename, apiKey, key, replaced } = await rotate({ overlapHours: 48 })
    expect(__typename).toBe('RotateApiKeyPayload')
    expect(key).not.toBe(given.key)
    expect(apiKey).toEqual({
      ...given.apiKey,
      id: expect.not.stringMatching(given.apiKey.id),
      prefix: key.slice(0, 16),
      rotatedFrom: { id: given.apiKey.id },
      createdAt: expect.any(String),
    })
    expect(replaced).toEqual({ ...given.apiKey, state: 'REPLACED', expiresAt: expect.any(String), version: 2 })
    expect(hoursFromNow(replaced.expiresAt)).toBe(48)
  })

  it('lets the old one go on for a day when nothing else is said', async () => {
    expect(hoursFromNow((await rotate()).replaced.expiresAt)).toBe(24)
  })

  it('without an overlap ends the old one at once', async () => {
    expect((await rotate({ overlapHours: 0 })).replaced.state).toBe('EXPIRED')
  })

  it('never lets the old one go on for longer than it would have', async () => {
    const expiresAt = new Date(clock.now().getTime() + HOUR_MS).toISOString()
    const { apiKey } = await giveKey(gateway, owner, { stationIds: business.stationIds }, { expiresAt })
    const rotated = await rotate({ overlapHours: 24 }, owner, apiKey.id)
    expect(rotated.replaced.expiresAt).toBe(expiresAt)
    expect(rotated.apiKey.expiresAt).toBe(expiresAt)
  })

  it('gives the new one the end that is said', async () => {
    const expiresAt = '2094-01-01T00:00:00.000Z'
    const first = await rotate({ expiresAt, overlapHours: 0 })
    expect(first.apiKey.expiresAt).toBe(expiresAt)
    expect((await rotate({ expiresAt: null, overlapHours: 0 }, owner, first.apiKey.id)).apiKey.expiresAt).toBeNull()
  })

  it('works for keys of the whole organization', async () => {
    const { organizationId } = business
    const { apiKey } = await giveKey(gateway, owner, { organizationId })
    expect((await rotate({}, owner, apiKey.id)).apiKey.stations).toBeNull()
  })
})

describe('a rotation that has to wait', () => {
  it('for the end of the one before is refused: no third key is good at a time', async () => {
    const { apiKey, replaced } = await rotate({ overlapHours: 2 })
    const before = await readKeys(gateway)
    expect(await rotate({}, owner, apiKey.id)).toMatchObject({
      __typename: 'RotationUnderwayError',
      code: 'ROTATION_UNDERWAY',
      message: 'The key that this one has replaced is still good: wait for its end, or revoke it first.',
      path: ['apiKeyId'],
      endsAt: replaced.expiresAt,
    })
    expect(await readKeys(gateway)).toEqual(before)
    await passHours(2)
    expect((await rotate({}, owner, apiKey.id)).__typename).toBe('RotateApiKeyPayload')
  })

  it('need not wait when the old key is revoked', async () => {
    const { apiKey } = await rotate({ overlapHours: 168 })
    await actOnKey(gateway, REVOKE_KEY, { apiKeyId: given.apiKey.id }, owner)
    expect((await rotate({}, owner, apiKey.id)).__typename).toBe('RotateApiKeyPayload')
  })

  it('because another came at the same moment is refused: exactly one of many wins', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => rotate()))
    expect(results.filter(({ __typename }) => __typename === 'RotateApiKeyPayload')).toHaveLength(1)
    expect(results.filter(({ state }) => state === 'REPLACED')).toHaveLength(7)
    const successors = await gateway.sql<{ count: number }>(
      `select count(*)::int as count from identity.api_keys successor
         join identity.api_keys old on old.id = successor.rotated_from_id where old.key_id = $1`,
      [given.apiKey.prefix.slice(8)],
    )
    expect(successors).toEqual([{ count: 1 }])
  })
})

describe('a rotation that cannot be made', () => {
  it.each([
    ['with an overlap of more than seven days', { overlapHours: 169 }, ['overlapHours']],
    ['with an overlap of less than nothing', { overlapHours: -1 }, ['overlapHours']],
    ['to a key that has ended', { expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt']],
  ])('%s is refused, and nothing happens', async (_what, fields, path) => {
    const before = await readKeys(gateway)
    const result = await rotate(fields)
    expect(result.__typename).toBe('ValidationError')
    expect(result.issues.map((issue) => issue.path)).toEqual([path])
    expect(await readKeys(gateway)).toEqual(before)
  })

  it.each([
    ['REPLACED', () => rotate()],
    ['EXPIRED', () => rotate({ overlapHours: 0 })],
    ['REVOKED', () => actOnKey(gateway, REVOKE_KEY, { apiKeyId: given.apiKey.id }, owner)],
  ])('of a key that is %s is refused, and nothing happens', async (state, end) => {
    await end()
    const before = await readKeys(gateway)
    expect(await rotate()).toMatchObject({ __typename: 'ApiKeyNotActiveError', state })
    expect(await readKeys(gateway)).toEqual(before)
  })

  it('by who does not hold what the key may do is refused: the new key would be theirs to see', async () => {
    const clerk = await hire(gateway, business, 'OBSERVER', [])
    await giveOwnRole(
      gateway,
      business,
      clerk,
      ['identity:api-key:manage', ...ALL_SCOPES.slice(0, 1)],
      business.stationIds,
    )
    const before = await readKeys(gateway)
    const { status, body } = await gateway.send(ROTATE_KEY, { input: { apiKeyId: given.apiKey.id } }, clerk.token)
    expect([status, body.errors?.[0]?.message]).toEqual([403, `This needs the permission ${ALL_SCOPES[1]}.`])
    expect(await readKeys(gateway)).toEqual(before)
  })
})

describe('revoking an API key', () => {
  const revoke = (apiKeyId = given.apiKey.id) => actOnKey(gateway, REVOKE_KEY, { apiKeyId }, owner)

  it('ends it for good', async () => {
    const { __typename, apiKey } = await revoke()
    expect(__typename).toBe('RevokeApiKeyPayload')
    expect(apiKey).toEqual({ ...given.apiKey, state: 'REVOKED', revokedAt: expect.any(String), version: 2 })
    expect(Math.abs(hoursFromNow(apiKey.revokedAt) ?? 1)).toBe(0)
  })

  it('again changes nothing', async () => {
    const { apiKey } = await revoke()
    const before = await readKeys(gateway)
    clock.pass(60)
    expect((await revoke()).apiKey).toEqual(apiKey)
    expect(await readKeys(gateway)).toEqual(before)
  })

  it('leaves the key that it has replaced as it was, and the other way round', async () => {
    const { apiKey } = await rotate()
    expect((await revoke(apiKey.id)).apiKey.state).toBe('REVOKED')
    const old = await revoke()
    expect(old.apiKey).toMatchObject({ state: 'REVOKED', version: 3 })
  })
})
