import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { permissions } from '#kernel/permissions.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'
import { type ConnectionAnswer, walkConnection } from '../../support/walk.ts'

let gateway: TestGateway
let business: Business
let manager: StaffMember
let observer: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 3)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  observer = await hire(gateway, business, 'OBSERVER', [business.stationIds[0]])
  await createBusiness(gateway, 2)
})

afterAll(() => gateway.stop())

interface ViewerAnswer {
  viewer: { user: object; stations: { id: string }[]; permissions: string[] } | null
}
const VIEWER = '{ viewer { user { id email } stations { id } permissions } }'

describe('the viewer', () => {
  it('is nobody without a token', async () => {
    expect(await gateway.query<ViewerAnswer>(VIEWER)).toEqual({ viewer: null })
  })

  it('is the owner of the token, with their stations and what they may do', async () => {
    const { viewer } = await gateway.query<ViewerAnswer>(VIEWER, {}, manager.token)
    expect(viewer?.user).toEqual({ id: publicId('user', manager.userId), email: manager.email })
    expect(viewer?.stations.map(({ id }) => id).toSorted()).toEqual(
      business.stationIds.map((id) => publicId('station', id)).toSorted(),
    )
    const held = await gateway.sql<{ code: string }>(
      `select permission_code as code from identity.role_permissions
       where role_id = (select id from identity.roles where code = 'STATION_MANAGER')`,
    )
    expect(held.length).toBeGreaterThan(20)
    expect(viewer?.permissions?.toSorted()).toEqual(held.map(({ code }) => code).toSorted())
  })

  it('may do as an observer what reads without personal data', async () => {
    const { viewer } = await gateway.query<ViewerAnswer>(VIEWER, {}, observer.token)
    const expected = Object.keys(permissions).filter((name) => name.endsWith(':read') && !/^audit:|:pii:/.test(name))
    expect(viewer?.permissions).toEqual(expected)
    expect(viewer?.stations.map(({ id }) => id)).toEqual([publicId('station', business.stationIds[0])])
  })

  it('may do something else within a second of a change of roles', async () => {
    const chef = await hire(gateway, business, 'CHEF', [business.stationIds[0]])
    const held = async () => (await gateway.query<ViewerAnswer>(VIEWER, {}, chef.token)).viewer?.permissions
    expect(await held()).toContain('bookings:booking:operate')
    await gateway.sql(
      `update identity.user_roles set role_id = (select id from identity.roles where code = 'OBSERVER') where user_id = $1`,
      [chef.userId],
    )
    const changed = async () => !(await held())?.includes('bookings:booking:operate')
    await waitFor('the right is gone', changed, 1_500)
    expect(await held()).toContain('identity:user:read')
  })

  it('without any role may do nothing, but still is somebody', async () => {
    const guest = await hire(gateway, business, 'CHEF', [])
    const { viewer } = await gateway.query<ViewerAnswer>(VIEWER, {}, guest.token)
    expect(viewer).toEqual({
      user: { id: publicId('user', guest.userId), email: guest.email },
      stations: [],
      permissions: [],
    })
    expect((await gateway.send('{ stations(first: 1) { totalCount } }', {}, guest.token)).status).toBe(403)
  })
})

describe('the list of stations', () => {
  interface StationNode {
    id: string
    name: string
  }
  const LIST = `query ($first: Int, $after: String, $last: Int, $before: String) {
    stations(first: $first, after: $after, last: $last, before: $before) {
      totalCount nodes { id name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
  const list = async (token: string, page: object = { first: 10 }) =>
    (await gateway.query<{ stations: ConnectionAnswer<StationNode> & { totalCount: number } }>(LIST, page, token))
      .stations

  it('stands in the order of names, whichever way it is read', async () => {
    await gateway.sql(`update identity.stations set name = 'Same' where id = any($1)`, [business.stationIds.slice(1)])
    const sorted = await gateway.sql<{ id: string }>(
      'select id from identity.stations where organization_id = $1 order by name, id',
      [business.organizationId],
    )
    const expected = sorted.map(({ id }) => publicId('station', id))
    for (const direction of ['forward', 'backward'] as const) {
      const nodes = await walkConnection(direction, 1, (page) => list(manager.token, page))
      expect(nodes.map(({ id }) => id)).toEqual(expected)
    }
    expect((await list(manager.token)).totalCount).toBe(3)
  })

  it('holds the stations that one may see', async () => {
    const { nodes, totalCount } = await list(observer.token)
    expect(nodes.map(({ id }) => id)).toEqual([publicId('station', business.stationIds[0])])
    expect(totalCount).toBe(1)
  })

  it('tells all about a station in three statements', async () => {
    await gateway.query(VIEWER, {}, manager.token)
    gateway.takeStatements()
    const { stations } = await gateway.query<{ stations: { nodes: object[] } }>(
      '{ stations(first: 10) { totalCount nodes { name code timezone currency address organization { name slug } } } }',
      {},
      manager.token,
    )
    expect(stations.nodes).toHaveLength(3)
    expect(stations.nodes[0]).toMatchObject({ timezone: 'America/New_York', currency: 'USD', address: null })
    expect(gateway.takeStatements()).toHaveLength(4)
  })
})
