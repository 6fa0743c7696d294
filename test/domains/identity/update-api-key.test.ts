import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { newId } from '#platform/new-id.ts'
import {
  ALL_SCOPES,
  type ApiKeyAnswer,
  actOnKey,
  giveKey,
  giveOwnRole,
  REVOKE_KEY,
  ROTATE_KEY,
  readKeys,
  UPDATE_KEY,
} from '../../support/api-keys.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let manager: StaffMember
let apiKey: ApiKeyAnswer

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  business = await createBusiness(gateway, 2)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})

beforeEach(async () => {
  const expiresAt = new Date(clock.now().getTime() + 3_600_000).toISOString()
  apiKey = (await giveKey(gateway, manager, { stationIds: business.stationIds }, { expiresAt })).apiKey
})

afterAll(() => gateway.stop())

const update = (fields: object, by = manager) =>
  actOnKey(gateway, UPDATE_KEY, { apiKeyId: apiKey.id, expectedVersion: 1, ...fields }, by)

describe('changing an API key', () => {
  it('changes what is given and nothing else', async () => {
    const { __typename, apiKey: changed } = await update({ name: 'Feast Finder' })
    expect(__typename).toBe('UpdateApiKeyPayload')
    expect(changed).toEqual({ ...apiKey, name: 'Feast Finder', version: 2 })
    const scopes = ['bookings:menu:read']
    expect((await update({ scopes, expectedVersion: 2 })).apiKey).toEqual({ ...changed, scopes, version: 3 })
  })

  it('moves its end, or takes it away', async () => {
    const expiresAt = '2094-01-01T00:00:00.000Z'
    expect((await update({ expiresAt })).apiKey.expiresAt).toBe(expiresAt)
    expect((await update({ expiresAt: null, expectedVersion: 2 })).apiKey.expiresAt).toBeNull()
  })
})

describe('a change that comes too late', () => {
  it('is refused with the version that there is, and nothing happens', async () => {
    await update({ name: 'First' })
    const before = await readKeys(gateway)
    expect(await update({ name: 'Second' })).toMatchObject({
      __typename: 'VersionConflictError',
      message: 'The API key is at version 2, not 1: read it again.',
      currentVersion: 2,
    })
    expect(await readKeys(gateway)).toEqual(before)
  })

  it('because another came at the same moment is refused: exactly one of many wins', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, (_, at) => update({ name: `Name ${at}` })))
    const winners = results.filter(({ __typename }) => __typename === 'UpdateApiKeyPayload')
    expect(winners).toHaveLength(1)
    expect(results.filter(({ currentVersion }) => currentVersion === 2)).toHaveLength(7)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['REVOKED', () => actOnKey(gateway, REVOKE_KEY, { apiKeyId: apiKey.id }, manager)],
    ['REPLACED', () => actOnKey(gateway, ROTATE_KEY, { apiKeyId: apiKey.id }, manager)],
    ['EXPIRED', () => actOnKey(gateway, ROTATE_KEY, { apiKeyId: apiKey.id, overlapHours: 0 }, manager)],
  ])('for a key that is %s by now is refused, and nothing happens', async (state, end) => {
    await end()
    const before = await readKeys(gateway)
    expect(await update({ name: 'Late', expectedVersion: 2 })).toMatchObject({
      __typename: 'ApiKeyNotActiveError',
      code: 'API_KEY_NOT_ACTIVE',
      message: `This key is ${state.toLowerCase()}: only an active one can be changed or rotated.`,
      path: ['apiKeyId'],
      state,
    })
    expect(await readKeys(gateway)).toEqual(before)
  })
})

describe('a change that cannot be made', () => {
  it.each<[string, object, string[][]]>([
    ['of nothing', {}, [[]]],
    ['to no name', { name: null }, [['name']]],
    ['to a long name', { name: 'x'.repeat(101) }, [['name']]],
    ['to no scopes', { scopes: null }, [['scopes']]],
    ['to an empty list of scopes', { scopes: [] }, [['scopes']]],
    ['to a scope that is none', { scopes: ['everything'] }, [['scopes', '0']]],
    ['to an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }, [['expiresAt']]],
  ])('%s is refused with all that is wrong, and nothing happens', async (_what, fields, paths) => {
    const before = await readKeys(gateway)
    const result = await update(fields)
    expect(result.__typename).toBe('ValidationError')
    expect(result.issues.map(({ path }) => path)).toEqual(paths)
    expect(await readKeys(gateway)).toEqual(before)
  })

  it('to a scope that one does not hold is refused; those that it had may stay', async () => {
    await update({ scopes: ['identity:station:read'] })
    const clerk = await hire(gateway, business, 'OBSERVER', [])
    await giveOwnRole(gateway, business, clerk, ['identity:api-key:manage'], business.stationIds)
    const before = await readKeys(gateway)
    const { status, body } = await gateway.send(
      UPDATE_KEY,
      { input: { apiKeyId: apiKey.id, expectedVersion: 2, scopes: ALL_SCOPES } },
      clerk.token,
    )
    expect([status, body.errors?.[0]?.message]).toEqual([403, 'This needs the permission bookings:menu:read.'])
    expect(await readKeys(gateway)).toEqual(before)
    const stays = await update({ name: 'Same', scopes: ['identity:station:read'], expectedVersion: 2 }, clerk)
    expect(stays.apiKey).toMatchObject({ name: 'Same', version: 3 })
  })

  it.each<[string, () => Promise<{ id?: string; by: StaffMember }>]>([
    ['that there is not', async () => ({ id: publicId('API key', newId()), by: manager })],
    ['that is none', async () => ({ id: publicId('organization', business.organizationId), by: manager })],
    ['of another business', async () => ({ by: await hireOwner(gateway, await createBusiness(gateway)) })],
    [
      'that is good at a station where one does not manage keys',
      async () => ({ by: await hire(gateway, business, 'STATION_MANAGER', [business.stationIds[0]]) }),
    ],
    [
      'that is good in the whole organization, where one does not manage keys',
      async () => {
        const { organizationId } = business
        const { apiKey: whole } = await giveKey(gateway, await hireOwner(gateway, business), { organizationId })
        return { id: whole.id, by: manager }
      },
    ],
  ])('to a key %s: there is no such key', async (_which, make) => {
    const { id = apiKey.id, by } = await make()
    const before = await readKeys(gateway)
    const notFound = {
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no such API key.',
      path: ['apiKeyId'],
    }
    expect(await update({ apiKeyId: id, name: 'Eve' }, by)).toEqual(notFound)
    expect(await actOnKey(gateway, ROTATE_KEY, { apiKeyId: id }, by)).toEqual(notFound)
    expect(await actOnKey(gateway, REVOKE_KEY, { apiKeyId: id }, by)).toEqual(notFound)
    expect(await readKeys(gateway)).toEqual(before)
  })

  it('by who may only look is refused, and nothing happens', async () => {
    const observer = await hire(gateway, business, 'OBSERVER')
    const before = await readKeys(gateway)
    for (const mutation of [UPDATE_KEY, ROTATE_KEY, REVOKE_KEY]) {
      const input = { apiKeyId: apiKey.id, ...(mutation === UPDATE_KEY && { expectedVersion: 1, name: 'Eve' }) }
      const { status, body } = await gateway.send(mutation, { input }, observer.token)
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN'])
    }
    expect(await readKeys(gateway)).toEqual(before)
  })
})
