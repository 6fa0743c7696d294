import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { type ConnectionAnswer, walkConnection } from '../../support/walk.ts'

/** In the order of PostgreSQL, which need not be that of JavaScript; two people share a name. */
const NAMES = ['Ada', 'ada', 'Ádá', 'Björn', 'Bjorn', 'Chloé', 'Chloé', 'de Vries', '李 雷', 'O\'Neil, "Pat"', 'Žofie']

let gateway: TestGateway
let business: Business
let owner: StaffMember
let manager: StaffMember
let clerk: StaffMember
let stranger: StaffMember
/** At the second station alone. */
let cook: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  const [home, branch] = business.stationIds as [string, string]
  owner = await hire(gateway, business, 'STATION_MANAGER', [home])
  await gateway.sql('update identity.user_roles set station_id = null where user_id = $1', [owner.userId])
  await gateway.sql('delete from identity.station_members where user_id = $1', [owner.userId])
  manager = await hire(gateway, business, 'STATION_MANAGER')
  clerk = await hire(gateway, business, 'CUSTOMER_SUPPORT', [home])
  cook = await hire(gateway, business, 'CHEF', [branch])
  stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
  for (const name of NAMES) {
    const { userId } = await hire(gateway, business, 'OBSERVER', [branch])
    await gateway.sql('update identity.users set full_name = $2 where id = $1', [userId, name])
  }
  await gateway.sql(`update identity.users set status = 'SUSPENDED' where full_name = 'Björn'`)
})

afterAll(() => gateway.stop())

interface UserNode {
  id: string
  email: string
  fullName: string
}

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: UserFilter) {
  users(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { id email fullName } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

async function list(token: string, filter?: object, page: object = { first: 100 }) {
  const { users } = await gateway.query<{ users: ConnectionAnswer<UserNode> }>(LIST, { filter, ...page }, token)
  return users
}

const emails = async (token: string, filter?: object) => (await list(token, filter)).nodes.map(({ email }) => email)
const ids = (people: readonly StaffMember[]) => people.map(({ userId }) => publicId('user', userId)).toSorted()

describe('the list of people', () => {
  it('stands in the order of names, whichever way it is read', async () => {
    const sorted = await gateway.sql<{ id: string }>(
      `select id from identity.users where organization_id = $1 order by full_name, id`,
      [business.organizationId],
    )
    const expected = sorted.map(({ id }) => publicId('user', id))
    for (const direction of ['forward', 'backward'] as const) {
      for (const size of [1, 4, 100]) {
        const nodes = await walkConnection(direction, size, (page) => list(manager.token, undefined, page))
        expect(nodes.map(({ id }) => id)).toEqual(expected)
      }
    }
  })

  it('holds the people of one’s own stations, and those who have a role everywhere', async () => {
    const { nodes } = await list(clerk.token)
    expect(nodes.map(({ id }) => id).toSorted()).toEqual(ids([owner, manager, clerk]))
  })

  it('never holds people of another business', async () => {
    expect(await emails(stranger.token)).toEqual([stranger.email])
    expect(await emails(manager.token)).not.toContain(stranger.email)
  })

  it('is whole for who has a role everywhere', async () => {
    expect(await emails(owner.token)).toEqual(await emails(manager.token))
  })

  it('is not for who may not read it', async () => {
    const { status, body } = await gateway.send(LIST, { first: 1 }, cook.token)
    expect(body.data).toBeNull()
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect(body.errors?.[0]?.message).toBe('This needs the permission identity:user:read.')
    expect(status).toBe(403)
    expect((await gateway.send(LIST, { first: 1 })).status).toBe(401)
  })

  it('counts all of it, not the page', async () => {
    const { users } = await gateway.query<{ users: object }>('{ users(first: 1) { totalCount } }', {}, clerk.token)
    expect(users).toEqual({ totalCount: 3 })
  })
})

describe('the list of people filtered', () => {
  const stationFilter = (...stationIds: (string | undefined)[]) => ({
    station: { in: stationIds.map((id) => publicId('station', id ?? '')) },
  })

  it('by station holds its members', async () => {
    const [home, branch] = business.stationIds
    expect(await emails(manager.token, stationFilter(home))).toHaveLength(2)
    expect(await emails(manager.token, stationFilter(home, branch))).toHaveLength(3 + NAMES.length)
    expect(await emails(manager.token, { station: { in: [] } })).toEqual([])
  })

  it('by a station that is not one’s own holds nobody, not even whom one sees elsewhere', async () => {
    const [, branch] = business.stationIds
    expect(await emails(clerk.token, stationFilter(branch))).toEqual([])
    expect(await emails(stranger.token, stationFilter(branch))).toEqual([])
  })

  it('by an id of something else holds nobody, and by no id at all is refused', async () => {
    expect(await emails(manager.token, { station: { in: [publicId('user', manager.userId)] } })).toEqual([])
    const { body } = await gateway.send(LIST, { first: 1, filter: { station: { in: ['1'] } } }, manager.token)
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('by state holds those in one of the states', async () => {
    expect((await list(manager.token, { status: { eq: 'SUSPENDED' } })).nodes.map(({ fullName }) => fullName)).toEqual([
      'Björn',
    ])
    expect(await emails(manager.token, { status: { in: ['ACTIVE', 'SUSPENDED'] } })).toEqual(
      await emails(manager.token),
    )
    expect(await emails(manager.token, { status: { in: ['PENDING_VERIFICATION'] } })).toEqual([])
    expect(await emails(manager.token, { status: { in: [] } })).toEqual([])
  })

  it('by nothing is the whole', async () => {
    const whole = await emails(manager.token)
    for (const filter of [{}, null, { station: null, status: null }]) {
      expect(await emails(manager.token, filter as object)).toEqual(whole)
    }
  })
})

describe('what the list costs', () => {
  it('does not rise with the people: one statement for each kind of thing', async () => {
    gateway.takeStatements()
    const { users } = await gateway.query<{ users: { nodes: object[] } }>(
      `{ users(first: 40) { totalCount nodes { id fullName organization { name } roles { code station { code } } } } }`,
      {},
      manager.token,
    )
    expect(users.nodes).toHaveLength(4 + NAMES.length)
    const sent = gateway.takeStatements()
    // Begin; people, their number, organizations, roles, stations; commit.
    expect(sent).toHaveLength(7)
  })

  it('does not include a count that nobody asked for', async () => {
    gateway.takeStatements()
    await list(manager.token)
    expect(gateway.takeStatements()).toHaveLength(3)
  })
})

describe('somebody of the staff', () => {
  it('has the roles that one can see the place of', async () => {
    const roles = (token: string) =>
      gateway.query<{ users: { nodes: { email: string; roles: object[] }[] } }>(
        '{ users(first: 40) { nodes { email roles { code station { code } } } } }',
        {},
        token,
      )
    const of = async (token: string, { email }: StaffMember) =>
      (await roles(token)).users.nodes.find((node) => node.email === email)?.roles
    const codes = await gateway.sql<{ code: string }>(
      'select code from identity.stations where organization_id = $1 order by code',
      [business.organizationId],
    )
    expect(await of(manager.token, manager)).toEqual(codes.map((station) => ({ code: 'STATION_MANAGER', station })))
    expect(await of(clerk.token, manager)).toEqual([{ code: 'STATION_MANAGER', station: codes[0] }])
    expect(await of(clerk.token, owner)).toEqual([{ code: 'STATION_MANAGER', station: null }])
  })

  it('is called what colleagues call them, or by the whole name', async () => {
    await gateway.sql(`update identity.users set display_name = 'Cookie' where id = $1`, [cook.userId])
    const { users } = await gateway.query<{ users: { nodes: { fullName: string; displayName: string }[] } }>(
      '{ users(first: 100) { nodes { fullName displayName presence status lastLoginAt } } }',
      {},
      manager.token,
    )
    const names = new Map(users.nodes.map(({ fullName, displayName }) => [fullName, displayName]))
    expect([...names].filter(([fullName, displayName]) => fullName !== displayName).map(([, name]) => name)).toEqual([
      'Cookie',
    ])
  })
})
