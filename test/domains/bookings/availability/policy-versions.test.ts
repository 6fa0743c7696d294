import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policiesOfStation, policyKey, policyOfVersion } from '#domains/bookings/store/availability/policy-reads.ts'
import { setBookingPolicy } from '#domains/bookings/use-cases/availability/set-booking-policy.ts'
import {
  addBooking,
  asGateway,
  type BookingScene,
  countReads,
  hireWith,
  openBookingScene,
  publicBooking,
  publicStation,
} from '../../../support/bookings.ts'
import { ExplainedReads } from '../../../support/explain.ts'
import { manage } from './manage.ts'

let scene: BookingScene
/** One made without any policy, then one by each version of the station's. */
const bookings: string[] = []

beforeAll(async () => {
  scene = await openBookingScene()
  const { send, station } = manage(scene)
  bookings.push(await addBooking(scene))
  for (const [expectedVersion, holdMinutes] of [10, 20, 30].entries()) {
    const input = { stationId: station(), expectedVersion, horizonDays: 36_500, holdMinutes, depositCents: 500 }
    await send('setBookingPolicy', 'station { id }', input)
    bookings.push(await addBooking(scene))
  }
})

afterAll(() => scene.gateway.stop())

interface Policy {
  version: number
  holdMinutes: number
}
interface Policies {
  totalCount: number
  nodes: Policy[]
  pageInfo: { hasNextPage: boolean; endCursor: string }
}

async function list(args: string): Promise<Policies> {
  const { station } = await scene.gateway.query<{ station: { bookingPolicies: Policies } }>(
    `query ($id: ID!) { station: node(id: $id) { ... on Station { bookingPolicies(${args}) { totalCount pageInfo { hasNextPage endCursor }
      nodes { version holdMinutes deposit { amountCents currency } createdAt createdBy { email } } } } } }`,
    { id: publicStation(scene.stationId) },
    scene.manager.token,
  )
  return station.bookingPolicies
}

const versions = ({ nodes }: Policies) => nodes.map(({ version }) => version)

describe('the policies of a station', () => {
  it('are all there, the newest first, with who set them and when', async () => {
    const { nodes, totalCount } = await list('first: 10')
    const rows = await scene.gateway.sql<{ at: Date }>(
      'select created_at as at from bookings.booking_policies order by version desc',
    )
    const by = { createdBy: { email: scene.manager.email } }
    const deposit = { amountCents: 500, currency: 'USD' }
    expect(totalCount).toBe(3)
    expect(nodes).toEqual(
      [30, 20, 10].map((holdMinutes, at) => ({
        ...{ version: 3 - at, holdMinutes, deposit, ...by },
        createdAt: rows[at]?.at.toISOString(),
      })),
    )
  })

  it('are paged from both ends', async () => {
    const first = await list('first: 2')
    expect(versions(first)).toEqual([3, 2])
    expect(first.pageInfo.hasNextPage).toBe(true)
    expect(versions(await list(`first: 2, after: "${first.pageInfo.endCursor}"`))).toEqual([1])
    expect(versions(await list('last: 1'))).toEqual([1])
  })

  it('of the gateway itself have nobody who set them', async () => {
    const place = { ...scene, stationId: scene.otherStationId }
    const fields = { horizonDays: 30 }
    await setBookingPolicy(asGateway(place), { stationId: place.stationId, expectedVersion: 0, fields })
    const { station } = await scene.gateway.query<{ station: unknown }>(
      `query ($id: ID!) { station: node(id: $id) { ... on Station { bookingPolicies(first: 5) {
        nodes { version createdBy { id } } } } } }`,
      { id: publicStation(place.stationId) },
      scene.manager.token,
    )
    expect(station).toEqual({ bookingPolicies: { nodes: [{ version: 1, createdBy: null }] } })
  })

  it('are shown to those who may see the policy', async () => {
    const reader = await hireWith(scene, ['identity:station:read'])
    const query = `query ($id: ID!) { station: node(id: $id) { ... on Station { bookingPolicies(first: 1) { totalCount } } } }`
    const { body } = await scene.gateway.send(query, { id: publicStation(scene.stationId) }, reader.token)
    expect(body.errors?.[0]).toMatchObject({
      message: 'This needs the permission bookings:availability:read.',
      extensions: { code: 'FORBIDDEN' },
    })
  })
})

describe('the policy of a booking', () => {
  const POLICY = 'policy { version holdMinutes createdBy { email } }'
  const of = (id: string, token: string) =>
    scene.gateway.send(`query ($id: ID!) { booking(id: $id) { ${POLICY} } }`, { id: publicBooking(id) }, token)

  it('is the one that it was made by, though others hold now; none where there was none', async () => {
    const policies = await Promise.all(bookings.map(async (id) => (await of(id, scene.manager.token)).body.data))
    const createdBy = { email: scene.manager.email }
    expect(policies).toEqual([
      { booking: { policy: null } },
      ...[10, 20, 30].map((holdMinutes, at) => ({ booking: { policy: { version: at + 1, holdMinutes, createdBy } } })),
    ])
  })

  it('is shown to those who may see the policy', async () => {
    const reader = await hireWith(scene, ['bookings:booking:read'])
    const { body } = await of(bookings[1] ?? '', reader.token)
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  })

  it('is read by one statement for however many bookings', async () => {
    const counts = []
    for (const first of [1, 4]) {
      scene.gateway.takeStatements()
      const query = `{ bookings(first: ${first}) { nodes { ${POLICY} } } }`
      const { bookings: page } = await scene.gateway.query<{ bookings: { nodes: { policy: Policy | null }[] } }>(
        query,
        {},
        scene.manager.token,
      )
      expect(page.nodes).toHaveLength(first)
      counts.push(countReads(scene))
    }
    // List, terms, policies, people.
    expect(counts).toEqual([4, 4])
  })
})

describe('the plans of policies, with thousands of versions,', () => {
  let reads: ExplainedReads

  beforeAll(async () => {
    const { gateway, stationId } = scene
    await gateway.sql(
      `insert into bookings.booking_policies
       select (jsonb_populate_record(policy, jsonb_build_object('id', gen_random_uuid(), 'version', number + 3))).*
       from bookings.booking_policies as policy, generate_series(1, 5000) as number
       where policy.station_id = $1 and policy.version = 3`,
      [stationId],
    )
    await gateway.sql('analyze bookings.booking_policies')
    reads = await ExplainedReads.connect(gateway.database.gatewayUrl, { 'app.station_ids': stationId })
  })
  afterAll(() => reads.end())

  const KEY = 'booking_policies_station_id_version_key'
  const page = { direction: 'forward', limit: 10, cursor: null } as const

  it('read a page, also a late one, from its place on', async () => {
    for (const cursor of [null, ['300']]) {
      const { rows } = await reads.load(policiesOfStation.page(reads.asReads(), { ...page, cursor }), scene.stationId)
      expect(rows).toHaveLength(10)
      const work = reads.work.at(-1)
      expect({ indexes: work?.indexes, rows: work?.rowsRead.get('bookings.booking_policies') }).toEqual({
        indexes: [KEY],
        rows: 11,
      })
    }
  })

  it('read those of some bookings by their key', async () => {
    const keys = [3, 7].map((version) => policyKey({ stationId: scene.stationId, version }))
    const found = await policyOfVersion.readAll(reads.asReads(), keys)
    expect(found.map((row) => row?.version)).toEqual([3, 7])
    const work = reads.work.at(-1)
    expect({ indexes: work?.indexes, rows: work?.rowsRead.get('bookings.booking_policies') }).toEqual({
      indexes: [KEY],
      rows: 2,
    })
  })
})
