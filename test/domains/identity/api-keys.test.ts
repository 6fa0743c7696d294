import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import {
  type ApiKeyAnswer,
  actOnKey,
  CREATE_KEY,
  giveKey,
  KEY_FIELDS,
  REVOKE_KEY,
  ROTATE_KEY,
} from '../../support/api-keys.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember, signIn } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { type ConnectionAnswer, walkConnection } from '../../support/walk.ts'

/** In the order of PostgreSQL, which need not be that of JavaScript; two keys share a name. */
const NAMES = ['Ada', 'ada', 'Zoe', 'Ändern', 'Zoe']

const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let owner: StaffMember
let manager: StaffMember
/** Of the first station alone. */
let local: StaffMember
let stranger: StaffMember
let ofFirst: ApiKeyAnswer
let ofBoth: ApiKeyAnswer
let ofAll: ApiKeyAnswer

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  business = await createBusiness(gateway, 2)
  const { organizationId, stationIds } = business
  owner = await hireOwner(gateway, business)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  local = await hire(gateway, business, 'STATION_MANAGER', [stationIds[0]])
  const other = await createBusiness(gateway)
  stranger = await hireOwner(gateway, other)
  await giveKey(gateway, stranger, { stationIds: other.stationIds })
  ofFirst = (await giveKey(gateway, owner, { stationIds: [stationIds[0]] }, { name: NAMES[0] })).apiKey
  ofBoth = (await giveKey(gateway, owner, { stationIds }, { name: NAMES[1] })).apiKey
  ofAll = (await giveKey(gateway, owner, { organizationId }, { name: NAMES[2] })).apiKey
  for (const name of NAMES.slice(3)) await giveKey(gateway, owner, { organizationId }, { name })
})

afterAll(() => gateway.stop())

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ApiKeyFilter, $sort: ApiKeySort! = CREATED_AT_DESC) {
  apiKeys(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
    totalCount nodes { ${KEY_FIELDS} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

async function list({ token }: StaffMember, variables: object = {}) {
  const { apiKeys } = await gateway.query<{ apiKeys: ConnectionAnswer<ApiKeyAnswer> & { totalCount: number } }>(
    LIST,
    { ...('last' in variables || 'first' in variables ? {} : { first: 8 }), ...variables },
    token,
  )
  return apiKeys
}

const idsOf = async (by: StaffMember, variables?: object) => (await list(by, variables)).nodes.map(({ id }) => id)

describe('the list of API keys', () => {
  it.each([
    ['CREATED_AT_DESC', 'created_at desc, id desc'],
    ['CREATED_AT_ASC', 'created_at, id'],
    ['NAME_ASC', 'name, id'],
    ['NAME_DESC', 'name desc, id desc'],
  ])('stands in the order %s, whichever way it is read', async (sort, order) => {
    const sorted = await gateway.sql<{ id: string }>(
      `select id from identity.api_keys where organization_id = $1 order by ${order}`,
      [business.organizationId],
    )
    const expected = sorted.map(({ id }) => publicId('API key', id))
    for (const direction of ['forward', 'backward'] as const) {
      const nodes = await walkConnection(direction, 2, (page) => list(owner, { ...page, sort }))
      expect(nodes.map(({ id }) => id)).toEqual(expected)
    }
    expect((await list(owner)).totalCount).toBe(NAMES.length)
  })

  it('holds the keys that are good nowhere but where one manages keys', async () => {
    expect(await idsOf(manager)).toEqual([ofBoth.id, ofFirst.id])
    expect(await list(local)).toMatchObject({ totalCount: 1, nodes: [ofFirst] })
  })

  it('never holds keys of another business', async () => {
    const { nodes, totalCount } = await list(stranger)
    expect(totalCount).toBe(1)
    expect(nodes[0]?.stations).toHaveLength(1)
  })

  it('is not for who may not manage keys', async () => {
    const observer = await hire(gateway, business, 'OBSERVER')
    const { status, body } = await gateway.send(LIST, { first: 1 }, observer.token)
    expect([status, body.errors?.[0]?.message]).toEqual([403, 'This needs the permission identity:api-key:manage.'])
    expect((await gateway.send(LIST, { first: 1 })).status).toBe(401)
  })

  it('costs one statement for each kind of thing, whatever there is', async () => {
    gateway.takeStatements()
    await gateway.query(
      `{ apiKeys(first: 8) { totalCount nodes { name organization { name } stations { code } createdBy { email } rotatedFrom { name } } } }`,
      {},
      owner.token,
    )
    // Begin; rights, keys, their number, organizations, stations, people; commit.
    expect(gateway.takeStatements()).toHaveLength(8)
  })
})

describe('one API key', () => {
  const find = async (id: string, { token }: StaffMember) =>
    (
      await gateway.query<{ apiKey: ApiKeyAnswer | null }>(
        `query ($id: ID!) { apiKey(id: $id) { ${KEY_FIELDS} } }`,
        { id },
        token,
      )
    ).apiKey

  it('is there for who may manage it', async () => {
    expect(await find(ofAll.id, owner)).toEqual(ofAll)
    expect(await find(ofBoth.id, manager)).toEqual(ofBoth)
    expect(await find(ofFirst.id, local)).toEqual(ofFirst)
  })

  it('is not there for anybody else', async () => {
    expect(await find(ofAll.id, manager)).toBeNull()
    expect(await find(ofBoth.id, local)).toBeNull()
    expect(await find(ofFirst.id, stranger)).toBeNull()
    expect(await find(publicId('organization', business.organizationId), owner)).toBeNull()
  })
})

describe('the list of API keys by state', () => {
  it('holds those in one of the states that they are in by now', async () => {
    const by = await hireOwner(gateway, await createBusiness(gateway))
    const [first] = (
      await gateway.query<{ stations: { nodes: { id: string }[] } }>(
        '{ stations(first: 1) { nodes { id } } }',
        {},
        by.token,
      )
    ).stations.nodes
    const give = async (name: string, fields: object = {}) => {
      const input = { name, stationIds: [first?.id], scopes: ['identity:station:read'], ...fields }
      return (await actOnKey(gateway, CREATE_KEY, input, by)).apiKey.id
    }
    const expiresAt = new Date(clock.now().getTime() + 3_600_000).toISOString()
    const lasting = await give('lasting')
    const ending = await give('ending', { expiresAt })
    const old = await give('old')
    const revoked = await give('revoked', { expiresAt })
    const { apiKey: successor } = await actOnKey(gateway, ROTATE_KEY, { apiKeyId: old, overlapHours: 1 }, by)
    await actOnKey(gateway, REVOKE_KEY, { apiKeyId: revoked }, by)

    const inState = (...state: string[]) => idsOf(by, { filter: { state: { in: state } }, sort: 'CREATED_AT_ASC' })
    expect(await inState('ACTIVE')).toEqual([lasting, ending, successor.id])
    expect(await inState('REPLACED')).toEqual([old])
    expect(await inState('REVOKED')).toEqual([revoked])
    expect(await inState('EXPIRED')).toEqual([])
    clock.pass(3_601)
    // Access tokens do not live as long.
    for (const somebody of [by, owner]) Object.assign(somebody, await signIn(gateway, somebody.email))
    expect(await inState('ACTIVE')).toEqual([lasting, successor.id])
    expect(await inState('EXPIRED')).toEqual([ending, old])
    expect(await inState('REPLACED', 'REVOKED')).toEqual([revoked])
    expect(await inState()).toEqual([])
    for (const state of ['ACTIVE', 'REPLACED', 'EXPIRED', 'REVOKED']) {
      const { nodes, totalCount } = await list(by, { filter: { state: { eq: state } } })
      expect(nodes.map((node) => node.state)).toEqual(nodes.map(() => state))
      expect(totalCount).toBe(nodes.length)
    }
    const matching = (filter: object) => idsOf(by, { filter, sort: 'CREATED_AT_ASC' })
    expect(await matching({ NOT: { state: { in: ['ACTIVE', 'REVOKED'] } } })).toEqual([ending, old])
    expect(await matching({ state: { in: ['ACTIVE', 'EXPIRED'], notIn: ['EXPIRED'] } })).toEqual([
      lasting,
      successor.id,
    ])
    expect(await matching({ lastUsedAt: { isNull: false } })).toEqual([])
    expect(await matching({ lastUsedAt: { isNull: true }, state: { eq: 'REVOKED' } })).toEqual([revoked])
  })

  it('is whole without a filter', async () => {
    for (const filter of [{}, null, { state: null }])
      expect((await list(owner, { filter })).totalCount).toBe(NAMES.length)
  })
})
