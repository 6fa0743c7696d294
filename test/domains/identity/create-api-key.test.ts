import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import { ALL_SCOPES, actOnKey, CREATE_KEY, giveKey, giveOwnRole, readKeys } from '../../support/api-keys.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

let gateway: TestGateway
let business: Business
let other: Business
let owner: StaffMember
let manager: StaffMember
let observer: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  other = await createBusiness(gateway)
  owner = await hireOwner(gateway, business)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  observer = await hire(gateway, business, 'OBSERVER')
})

afterAll(() => gateway.stop())

const station = (at: number) => publicId('station', business.stationIds[at] ?? '')
const organization = () => publicId('organization', business.organizationId)
const input = (fields: object = {}) => ({ name: 'Partner', scopes: ALL_SCOPES, stationIds: [station(0)], ...fields })
const create = (fields: object, by: StaffMember) => actOnKey(gateway, CREATE_KEY, input(fields), by)

/** The top-level error of a key that is not given; nothing has changed. */
async function refusalOf(fields: object, by: StaffMember) {
  const before = await readKeys(gateway)
  const { status, body } = await gateway.send(CREATE_KEY, { input: input(fields) }, by.token)
  expect(await readKeys(gateway)).toEqual(before)
  return { status, message: body.errors?.[0]?.message }
}

describe('a new API key', () => {
  it('for some stations is told with all that is kept of it, and shown this once', async () => {
    const expiresAt = '2094-01-01T00:00:00.000Z'
    const wanted = {
      name: ' Feast Finder ',
      stationIds: [station(1), station(0), station(1)],
      plan: 'TRIAL',
      expiresAt,
    }
    const { __typename, key, apiKey } = await create(wanted, manager)
    expect(__typename).toBe('CreateApiKeyPayload')
    expect(key).toMatch(/^tp_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{36}$/)
    expect(apiKey).toEqual({
      id: expect.stringMatching(/^key_/),
      organization: { id: organization() },
      name: 'Feast Finder',
      prefix: key.slice(0, 16),
      scopes: ALL_SCOPES,
      stations: expect.arrayContaining([{ id: station(0) }, { id: station(1) }]),
      plan: 'TRIAL',
      state: 'ACTIVE',
      expiresAt,
      lastUsedAt: null,
      rotatedFrom: null,
      revokedAt: null,
      createdBy: { id: publicId('user', manager.userId) },
      createdAt: expect.any(String),
      version: 1,
    })
    expect(apiKey.stations).toHaveLength(2)
  })

  it('for the whole organization names no stations, and has no end and the standard plan by default', async () => {
    const { apiKey } = await create(
      { stationIds: null, organizationId: organization(), scopes: ['bookings:menu:read'] },
      owner,
    )
    expect(apiKey).toMatchObject({ stations: null, plan: 'STANDARD', expiresAt: null, scopes: ['bookings:menu:read'] })
  })

  it('has its scopes once each, in the order of the list', async () => {
    const { apiKey } = await create({ scopes: ['bookings:menu:read', ...ALL_SCOPES] }, manager)
    expect(apiKey.scopes).toEqual(ALL_SCOPES)
  })

  it('is kept only as its hash under a key that the database does not hold', async () => {
    const { key, apiKey } = await giveKey(gateway, manager, { stationIds: [business.stationIds[0]] })
    const [row] = await gateway.sql<{ hash: Buffer; text: string }>(
      'select key_hash as hash, k::text as text from identity.api_keys k where key_id = $1',
      [apiKey.prefix.slice(8)],
    )
    expect(row?.hash).toEqual(new ApiKeyHashes(gateway.secrets.apiKeyPepper).hash(key))
    expect(row?.hash).not.toEqual(new ApiKeyHashes(Buffer.alloc(32)).hash(key))
    const secret = key.slice(17, 47)
    for (const part of [secret, Buffer.from(secret).toString('hex'), Buffer.from(key).toString('hex')]) {
      expect(row?.text).not.toContain(part)
    }
    expect(JSON.stringify(gateway.takeLog())).not.toContain(secret)
  })

  it('is another each time', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => create({}, manager)))
    expect(new Set(keys.map(({ key }) => key)).size).toBe(10)
  })
})

describe('who gives a key', () => {
  it('manages keys at each station that it is good at', async () => {
    const half = await hire(gateway, business, 'STATION_MANAGER', [business.stationIds[0]])
    await gateway.sql(
      `insert into identity.user_roles (id, user_id, role_id, organization_id, station_id)
         select gen_random_uuid(), $1, id, $2, $3 from identity.roles where code = 'OBSERVER'`,
      [half.userId, business.organizationId, business.stationIds[1]],
    )
    expect((await create({}, half)).__typename).toBe('CreateApiKeyPayload')
    expect(await refusalOf({ stationIds: [station(0), station(1)] }, half)).toEqual({
      status: 403,
      message: 'This needs the permission identity:api-key:manage.',
    })
  })

  it('holds the permission in the organization for a key that is good in all of it: there may be more stations', async () => {
    const wanted = { stationIds: null, organizationId: organization() }
    expect(await refusalOf(wanted, manager)).toEqual({
      status: 403,
      message: 'This needs the permission identity:api-key:manage.',
    })
    expect((await create(wanted, owner)).__typename).toBe('CreateApiKeyPayload')
  })

  it('holds the scopes that the key gets, wherever it is good', async () => {
    const clerk = await hire(gateway, business, 'OBSERVER', [])
    await giveOwnRole(
      gateway,
      business,
      clerk,
      ['identity:api-key:manage', 'identity:station:read'],
      business.stationIds,
    )
    await giveOwnRole(gateway, business, clerk, ['bookings:menu:read'], [business.stationIds[0]])
    const both = { stationIds: [station(0), station(1)] }
    expect((await create({ ...both, scopes: ['identity:station:read'] }, clerk)).__typename).toBe('CreateApiKeyPayload')
    expect(await refusalOf({ ...both, scopes: ALL_SCOPES }, clerk)).toEqual({
      status: 403,
      message: 'This needs the permission bookings:menu:read.',
    })
  })

  it('may as the platform’s own staff give one of any business', async () => {
    const admin = await hire(gateway, business, 'SUPER_ADMIN', [business.stationIds[0]])
    await gateway.sql('delete from identity.station_members where user_id = $1', [admin.userId])
    await gateway.sql('update identity.user_roles set station_id = null, organization_id = null where user_id = $1', [
      admin.userId,
    ])
    await gateway.sql('update identity.users set organization_id = null where id = $1', [admin.userId])
    const wanted = { stationIds: null, organizationId: publicId('organization', other.organizationId) }
    const { apiKey } = await create(wanted, admin)
    expect(apiKey).toMatchObject({
      organization: { id: wanted.organizationId },
      createdBy: { id: publicId('user', admin.userId) },
    })
    const seen = await gateway.query<{ apiKey: { createdBy: null } }>(
      'query ($id: ID!) { apiKey(id: $id) { createdBy { id } } }',
      { id: apiKey.id },
      (await hireOwner(gateway, other)).token,
    )
    expect(seen.apiKey).toEqual({ createdBy: null })
  })

  it('is somebody who may do it somewhere', async () => {
    expect(await refusalOf({}, observer)).toEqual({
      status: 403,
      message: 'This needs the permission identity:api-key:manage.',
    })
    expect((await gateway.send(CREATE_KEY, { input: input() })).status).toBe(401)
  })
})

describe('a key that cannot be given', () => {
  it.each<[string, object, string[][]]>([
    ['without a name', { name: ' ' }, [['name']]],
    ['with a long name', { name: 'x'.repeat(101) }, [['name']]],
    ['without a scope', { scopes: [] }, [['scopes']]],
    ['with a scope that is none', { scopes: ['identity:station:read', 'x'] }, [['scopes', '1']]],
    ['with a right that is not for partners', { scopes: ['customers:pii:read'] }, [['scopes', '0']]],
    ['with an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }, [['expiresAt']]],
    [
      'with all of that',
      { name: '', scopes: [], expiresAt: '2020-01-01T00:00:00Z' },
      [['name'], ['scopes'], ['expiresAt']],
    ],
    ['for no station', { stationIds: [] }, [['stationIds']]],
    ['for nowhere', { stationIds: null }, [[]]],
    ['for something that is no id', { stationIds: ['1'] }, [['stationIds', '0']]],
  ])('%s is refused with all that is wrong, and nothing happens', async (_what, fields, paths) => {
    const before = await readKeys(gateway)
    const result = await create(fields, owner)
    expect(result.__typename).toBe('ValidationError')
    expect(result.issues.map(({ path }) => path)).toEqual(paths)
    expect(await readKeys(gateway)).toEqual(before)
  })

  it('for stations and the whole organization at once is refused', async () => {
    const result = await create({ organizationId: organization() }, owner)
    expect(result).toMatchObject({
      __typename: 'ValidationError',
      message: 'input: Give either organizationId or stationIds.',
    })
  })

  it('for stations of two businesses is refused to who runs both', async () => {
    const admin = await hire(gateway, business, 'STATION_MANAGER')
    await gateway.sql(
      `insert into identity.user_roles (id, user_id, role_id, organization_id, station_id)
         select gen_random_uuid(), $1, id, $2, $3 from identity.roles where code = 'STATION_MANAGER'`,
      [admin.userId, other.organizationId, other.stationIds[0]],
    )
    const wanted = { stationIds: [station(0), publicId('station', other.stationIds[0])] }
    const result = await create(wanted, admin)
    expect(result.issues).toEqual([{ path: ['stationIds'], message: 'must be one at least, all of one organization' }])
  })

  it.each<[string, () => object, string, string[]]>([
    [
      'station of another business',
      () => ({ stationIds: [station(0), publicId('station', other.stationIds[0])] }),
      'station',
      ['stationIds', '1'],
    ],
    [
      'organization of others',
      () => ({ stationIds: null, organizationId: publicId('organization', other.organizationId) }),
      'organization',
      ['organizationId'],
    ],
    [
      'organization that is none',
      () => ({ stationIds: null, organizationId: station(0) }),
      'organization',
      ['organizationId'],
    ],
  ])(
    'for a %s is refused like one for what does not exist, and nothing happens',
    async (_what, make, subject, path) => {
      const before = await readKeys(gateway)
      expect(await create(make(), owner)).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: `There is no such ${subject}.`,
        path,
      })
      expect(await readKeys(gateway)).toEqual(before)
    },
  )
})
