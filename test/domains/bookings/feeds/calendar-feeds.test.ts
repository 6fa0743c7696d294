import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FEED_LIMITS } from '#domains/bookings/model/feeds/feed-limits.ts'
import { publicId } from '#graphql/ids.ts'
import {
  addResource,
  type BookingScene,
  countReads,
  hireChef,
  hireWith,
  openBookingScene,
  publicResource,
  publicStation,
  type ServingChef,
} from '../../../support/bookings.ts'
import { createBusiness, hire } from '../../../support/business.ts'
import { changeFeed, fetchCalendar } from '../../../support/calendar-feeds.ts'

let scene: BookingScene
let chef: ServingChef
let station: { name: string; stationId: string }

beforeAll(async () => {
  scene = await openBookingScene({ gatewayUrl: 'https://gateway.example/teppan' })
  chef = await hireChef(scene)
  station = { name: 'Station', stationId: publicStation(scene.stationId) }
})

afterAll(() => scene.gateway.stop())

const reader = () => hireWith(scene, ['bookings:booking:read'])
const tokenOf = (url: string) =>
  /^https:\/\/gateway\.example\/teppan\/calendars\/([\w-]{43})\.ics$/.exec(url)?.[1] ?? ''
const statusOf = async (url: string) =>
  (await fetchCalendar(`${scene.gateway.url}/calendars/${tokenOf(url)}.ics`)).status
const countFeeds = async () => {
  const [row] = await scene.gateway.sql<{ count: number }>('select count(*)::int as count from bookings.calendar_feeds')
  return row?.count
}

async function listFeeds(
  token: string,
  args = 'first: 20',
  api: Pick<BookingScene['gateway'], 'query'> = scene.gateway,
) {
  const { calendarFeeds } = await api.query<{
    calendarFeeds: { totalCount: number; nodes: { id: string; name: string }[] }
  }>(`{ calendarFeeds(${args}) { totalCount nodes { id name } } }`, {}, token)
  return { totalCount: calendarFeeds.totalCount, names: calendarFeeds.nodes.map(({ name }) => name) }
}

describe('createCalendarFeed', () => {
  it('gives an address that is told once, and keeps a hash of its secret alone', async () => {
    const maker = await reader()
    const made = await changeFeed(scene.gateway, 'create', station, maker.token)
    expect(made).toEqual({
      __typename: 'CreateCalendarFeedPayload',
      url: expect.stringMatching(/^https:\/\/gateway\.example\/teppan\/calendars\/[\w-]{43}\.ics$/),
      calendarFeed: {
        id: made.calendarFeed.id,
        name: 'Station',
        station: { id: station.stationId },
        resource: null,
        rotatedAt: null,
        revokedAt: null,
        lastReadAt: null,
      },
    })
    const [row] = await scene.gateway.sql<{ hash: Buffer; by: string }>(
      'select token_hash as hash, created_by_id as by from bookings.calendar_feeds where created_by_id = $1',
      [maker.userId],
    )
    expect(row?.by).toBe(maker.userId)
    expect(row?.hash).toEqual(createHash('sha256').update(tokenOf(made.url)).digest())
  })

  it('is nowhere in the database in clear, the audit log and kept answers included', async () => {
    const { token: bearer } = await reader()
    const { body } = await scene.gateway.request<{ createCalendarFeed: { url: string } }>({
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${bearer}`,
        'idempotency-key': 'one-calendar-feed',
      },
      body: JSON.stringify({
        query: `mutation ($input: CreateCalendarFeedInput!) { createCalendarFeed(input: $input) {
          ... on CreateCalendarFeedPayload { url } } }`,
        variables: { input: station },
      }),
    })
    const token = tokenOf(body.data?.createCalendarFeed.url ?? '')
    expect(await scene.gateway.sql('select 1 from events.idempotency_keys')).toHaveLength(1)
    expect(token).toHaveLength(43)
    const tables = await scene.gateway.sql<{ name: string }>(
      `select oid::regclass::text as name from pg_class where relkind in ('r', 'p') and not relispartition
         and relnamespace::regnamespace::text in ('identity', 'customers', 'bookings', 'support', 'events', 'audit')`,
    )
    for (const { name } of tables) {
      const found = await scene.gateway.sql(`select 1 from ${name} as thing where position($1 in thing::text) > 0`, [
        token,
      ])
      expect(found, name).toEqual([])
    }
    const [change] = await scene.gateway.sql<{ values: Record<string, unknown> }>(
      `select new_values as values from audit.row_changes where table_name = 'bookings.calendar_feeds' order by changed_at desc, id desc limit 1`,
    )
    expect(change?.values).toMatchObject({ name: 'Station', token_hash: { changed: true } })
  })

  it.each<[string, () => object, object]>([
    ['neither place', () => ({ name: 'A' }), { __typename: 'ValidationError', path: [] }],
    [
      'two places',
      () => ({ ...station, resourceId: publicResource(chef.resourceId) }),
      { __typename: 'ValidationError', path: [] },
    ],
    ['no name', () => ({ ...station, name: ' ' }), { __typename: 'ValidationError', path: ['name'] }],
    ['a long name', () => ({ ...station, name: 'a'.repeat(101) }), { __typename: 'ValidationError', path: ['name'] }],
    [
      'a station where there is none',
      () => ({ ...station, stationId: 'station_01h455vb4pex5vsknk084sn02q' }),
      { __typename: 'NotFoundError', path: ['stationId'] },
    ],
  ])('refuses %s, and makes nothing', async (_what, input, refusal) => {
    const before = await countFeeds()
    expect(await changeFeed(scene.gateway, 'create', input(), scene.manager.token)).toMatchObject(refusal)
    expect(await countFeeds()).toBe(before)
  })

  it('refuses a resource that is not in use', async () => {
    const resourceId = publicResource(await addResource(scene, { isActive: false }))
    const answer = await changeFeed(scene.gateway, 'create', { name: 'Van', resourceId }, scene.manager.token)
    expect(answer).toMatchObject({ __typename: 'NotFoundError', path: ['resourceId'] })
  })

  it('makes in the chef app feeds of oneself alone', async () => {
    const api = scene.gateway.on('chef')
    const other = await hireChef(scene)
    const before = await countFeeds()
    const foreign = { name: 'Other', resourceId: publicResource(other.resourceId) }
    expect(await changeFeed(api, 'create', foreign, chef.token)).toMatchObject({
      __typename: 'NotFoundError',
      path: ['resourceId'],
    })
    expect(await changeFeed(api, 'create', { name: 'All' }, chef.token)).toMatchObject({
      __typename: 'ValidationError',
      path: ['resourceId'],
    })
    const { body } = await api.send(
      'mutation ($stationId: ID!) { createCalendarFeed(input: { name: "All", stationId: $stationId }) { __typename } }',
      { stationId: station.stationId },
      chef.token,
    )
    expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    expect(await countFeeds()).toBe(before)
    const own = { name: 'Mine', resourceId: publicResource(chef.resourceId) }
    expect(await changeFeed(api, 'create', own, chef.token)).toMatchObject({
      __typename: 'CreateCalendarFeedPayload',
      calendarFeed: { resource: { id: own.resourceId } },
    })
  })

  it('makes as many of one person as there may be, also at once', async () => {
    const maker = await reader()
    const more = FEED_LIMITS.PERSON + 3
    const answers = await Promise.all(
      Array.from({ length: more }, () => changeFeed(scene.gateway, 'create', station, maker.token)),
    )
    const kinds = answers.map(({ __typename }) => __typename).sort()
    expect(kinds).toEqual([
      ...Array(3).fill('CalendarFeedLimitError'),
      ...Array(FEED_LIMITS.PERSON).fill('CreateCalendarFeedPayload'),
    ])
    const refused = answers.find(({ __typename }) => __typename === 'CalendarFeedLimitError')
    expect(refused).toMatchObject({
      code: 'CALENDAR_FEED_LIMIT',
      message: 'At this station you have 5 calendar feeds: revoke one first.',
    })
    const [one] = answers.filter(({ url }) => url)
    await changeFeed(scene.gateway, 'revoke', { calendarFeedId: one?.calendarFeed.id }, maker.token)
    expect(await changeFeed(scene.gateway, 'create', station, maker.token)).toHaveProperty('url')
  })

  it('makes as many of one station as there may be', async () => {
    const { gateway, business } = scene
    const full = { ...business, stationIds: [scene.otherStationId] as [string] }
    const maker = await hire(gateway, full, 'OBSERVER')
    await gateway.sql(
      `insert into bookings.calendar_feeds (id, station_id, name, token_hash, revoked_at, updated_at)
       select gen_random_uuid(), $1, 'Feed ' || n, sha256(convert_to('full ' || n, 'UTF8')),
         case when n > $2 - 1 then now() end, now() from generate_series(1, $2 + 50) as n`,
      [scene.otherStationId, FEED_LIMITS.STATION],
    )
    const input = { name: 'Last', stationId: publicStation(scene.otherStationId) }
    expect(await changeFeed(gateway, 'create', input, maker.token)).toHaveProperty('url')
    expect(await changeFeed(gateway, 'create', input, maker.token)).toMatchObject({
      __typename: 'CalendarFeedLimitError',
      message: 'The station has 200 calendar feeds: revoke one first.',
    })
  })
})

describe('rotateCalendarFeed', () => {
  it('gives another address, and the old one is nobody’s at once', async () => {
    const maker = await reader()
    const made = await changeFeed(scene.gateway, 'create', station, maker.token)
    expect(await statusOf(made.url)).toBe(200)
    const calendarFeedId = made.calendarFeed.id
    const rotated = await changeFeed(scene.gateway, 'rotate', { calendarFeedId }, maker.token)
    expect(rotated.calendarFeed).toMatchObject({ id: calendarFeedId, rotatedAt: expect.any(String) })
    expect([await statusOf(made.url), await statusOf(rotated.url)]).toEqual([404, 200])
  })

  it('is for the maker alone, who would be read with', async () => {
    const maker = await reader()
    const made = await changeFeed(scene.gateway, 'create', station, maker.token)
    const input = { calendarFeedId: made.calendarFeed.id }
    expect(await changeFeed(scene.gateway, 'rotate', input, scene.manager.token)).toMatchObject({
      __typename: 'NotFoundError',
      path: ['calendarFeedId'],
    })
    expect(await statusOf(made.url)).toBe(200)
  })

  it('refuses a feed that was revoked', async () => {
    const maker = await reader()
    const made = await changeFeed(scene.gateway, 'create', station, maker.token)
    const input = { calendarFeedId: made.calendarFeed.id }
    await changeFeed(scene.gateway, 'revoke', input, maker.token)
    expect(await changeFeed(scene.gateway, 'rotate', input, maker.token)).toMatchObject({
      __typename: 'InvalidTransitionError',
      message: 'A calendar feed that is REVOKED cannot become ROTATED.',
    })
    expect(await statusOf(made.url)).toBe(404)
  })
})

describe('revokeCalendarFeed', () => {
  it('ends a feed at once and for good, again too', async () => {
    const maker = await reader()
    const made = await changeFeed(scene.gateway, 'create', station, maker.token)
    const input = { calendarFeedId: made.calendarFeed.id }
    const { calendarFeed } = await changeFeed(scene.gateway, 'revoke', input, maker.token)
    expect(calendarFeed.revokedAt).toEqual(expect.any(String))
    expect(await statusOf(made.url)).toBe(404)
    const again = await changeFeed(scene.gateway, 'revoke', input, maker.token)
    expect(again.calendarFeed).toEqual(calendarFeed)
  })

  it('ends feeds of others for who manages them, and for nobody else', async () => {
    const [maker, other] = [await reader(), await reader()]
    const made = await changeFeed(scene.gateway, 'create', station, maker.token)
    const input = { calendarFeedId: made.calendarFeed.id }
    expect(await changeFeed(scene.gateway, 'revoke', input, other.token)).toMatchObject({ __typename: 'NotFoundError' })
    expect(await changeFeed(scene.gateway.on('chef'), 'revoke', input, chef.token)).toMatchObject({
      __typename: 'NotFoundError',
    })
    expect(await statusOf(made.url)).toBe(200)
    const { calendarFeed } = await changeFeed(scene.gateway, 'revoke', input, scene.manager.token)
    expect(calendarFeed.revokedAt).toEqual(expect.any(String))
    expect(await statusOf(made.url)).toBe(404)
  })
})

describe('calendarFeeds', () => {
  it('shows one’s own, and to who manages them those of everybody at the station', async () => {
    const { gateway } = scene
    const business = await createBusiness(gateway, 1)
    const place = { ...scene, business, stationId: business.stationIds[0] }
    const manager = await hire(gateway, business, 'STATION_MANAGER')
    const observer = await hire(gateway, business, 'OBSERVER')
    const serving = await hireChef(place)
    const make = (name: string, token: string) =>
      changeFeed(gateway, 'create', { name, stationId: publicStation(place.stationId) }, token)
    await make('First', manager.token)
    const second = await make('Second', observer.token)
    const resourceId = publicResource(serving.resourceId)
    await changeFeed(gateway.on('chef'), 'create', { name: 'Third', resourceId }, serving.token)
    await changeFeed(gateway, 'revoke', { calendarFeedId: second.calendarFeed.id }, observer.token)

    expect(await listFeeds(manager.token)).toEqual({ totalCount: 3, names: ['Third', 'Second', 'First'] })
    expect(await listFeeds(manager.token, 'first: 1, sort: CREATED_AT_ASC')).toEqual({
      totalCount: 3,
      names: ['First'],
    })
    expect(await listFeeds(observer.token)).toEqual({ totalCount: 1, names: ['Second'] })
    expect(await listFeeds(serving.token, 'first: 5', gateway.on('chef'))).toEqual({ totalCount: 1, names: ['Third'] })
    const by = (filter: string) => listFeeds(manager.token, `first: 5, filter: ${filter}`)
    expect((await by('{ revokedAt: { isNull: true } }')).names).toEqual(['Third', 'First'])
    expect((await by(`{ resource: { eq: "${resourceId}" } }`)).names).toEqual(['Third'])
    expect((await by('{ resource: { isNull: true } }')).names).toEqual(['Second', 'First'])
    expect((await by(`{ station: { eq: "${station.stationId}" } }`)).names).toEqual([])

    const see = (api: Pick<typeof gateway, 'query'>, token: string) =>
      api.query('query ($id: ID!) { node(id: $id) { id } }', { id: second.calendarFeed.id }, token)
    expect(await see(gateway, manager.token)).toEqual({ node: { id: second.calendarFeed.id } })
    expect(await see(gateway, scene.manager.token)).toEqual({ node: null })
  })

  it('takes one statement, and one more for the count', async () => {
    await listFeeds(scene.manager.token)
    countReads(scene)
    await listFeeds(scene.manager.token)
    expect(countReads(scene)).toBe(2)
  })

  it('tells who has made a feed', async () => {
    const maker = await reader()
    await changeFeed(scene.gateway, 'create', { ...station, name: 'By whom' }, maker.token)
    const { calendarFeeds } = await scene.gateway.query<{ calendarFeeds: { nodes: object[] } }>(
      '{ calendarFeeds(first: 1) { nodes { name createdBy { id } station { id } resource { id } } } }',
      {},
      scene.manager.token,
    )
    expect(calendarFeeds.nodes).toEqual([
      {
        name: 'By whom',
        createdBy: { id: publicId('user', maker.userId) },
        station: { id: station.stationId },
        resource: null,
      },
    ])
  })
})
