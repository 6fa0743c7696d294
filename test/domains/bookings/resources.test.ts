import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { addChef, addResource, type BookingScene, countReads, openBookingScene } from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'

const RESOURCES = `query ($first: Int, $after: String, $filter: ResourceFilter) {
  resources(first: $first, after: $after, filter: $filter) {
    totalCount
    nodes { name kind active skills station { id } user { fullName } }
    pageInfo { hasNextPage endCursor }
  }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway, otherStationId } = scene
  await addResource(scene, { name: 'Van', isActive: false })
  await addResource(scene, { kind: 'KIT', name: 'Grill', skills: ['gas'] })
  await addChef({ ...scene, stationId: otherStationId }, 'Bob')
  const strangers = await createBusiness(gateway)
  await addResource({ ...scene, business: strangers, stationId: strangers.stationIds[0] }, { name: 'Bus' })
})

afterAll(() => scene.gateway.stop())

interface Listed {
  resources: { totalCount: number; nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
}

async function list(args: object, token = scene.manager.token) {
  const { resources } = await scene.gateway.query<Listed>(RESOURCES, { first: 100, ...args }, token)
  return { ...resources, names: resources.nodes.map(({ name }) => name) }
}

describe('resources', () => {
  it('lists what the own stations can book out, by name', async () => {
    const found = await list({})
    expect(found).toMatchObject({ names: ['Bob', 'Chef', 'Grill', 'Van'], totalCount: 4 })
    const station = { id: publicId('station', scene.stationId) }
    expect(found.nodes).toEqual([
      {
        name: 'Bob',
        kind: 'CHEF',
        active: true,
        skills: [],
        station: { id: publicId('station', scene.otherStationId) },
        user: { fullName: 'Bob' },
      },
      { name: 'Chef', kind: 'CHEF', active: true, skills: [], station, user: { fullName: 'Chef' } },
      { name: 'Grill', kind: 'KIT', active: true, skills: ['gas'], station, user: null },
      { name: 'Van', kind: 'VEHICLE', active: false, skills: [], station, user: null },
    ])
  })

  it('is narrowed down by station and kind', async () => {
    const station = { in: [publicId('station', scene.stationId)] }
    expect(await list({ filter: { station } })).toMatchObject({ names: ['Chef', 'Grill', 'Van'], totalCount: 3 })
    expect(await list({ filter: { kind: { eq: 'CHEF' } } })).toMatchObject({ names: ['Bob', 'Chef'], totalCount: 2 })
    expect(await list({ filter: { station, kind: { eq: 'CHEF' } } })).toMatchObject({ names: ['Chef'], totalCount: 1 })
  })

  it('goes page by page over stations', async () => {
    const first = await list({ first: 3 })
    expect(first).toMatchObject({ names: ['Bob', 'Chef', 'Grill'], pageInfo: { hasNextPage: true } })
    expect(await list({ first: 3, after: first.pageInfo.endCursor })).toMatchObject({
      names: ['Van'],
      pageInfo: { hasNextPage: false },
    })
  })

  it('is read by as many statements for one as for many', async () => {
    const counts = []
    for (const first of [1, 4]) {
      scene.gateway.takeStatements()
      await list({ first })
      counts.push(countReads(scene))
    }
    // List, its count, stations, people.
    expect(counts).toEqual([4, 4])
  })

  it('shows nobody the resources of another station', async () => {
    const { gateway, business, otherStationId } = scene
    const colleague = await hire(gateway, business, 'CHEF', [otherStationId])
    expect((await list({}, colleague.token)).names).toEqual(['Bob'])
    expect((await gateway.send(RESOURCES, { first: 1 })).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})
