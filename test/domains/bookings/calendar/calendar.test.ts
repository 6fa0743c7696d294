import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addBooking,
  addChef,
  addCustomer,
  addResource,
  type BookingScene,
  countReads,
  ENDS_AT,
  hireWith,
  hoursLater,
  openBookingScene,
  publicBooking,
  publicResource,
  publicStation,
  STARTS_AT,
} from '../../../support/bookings.ts'
import { createBusiness } from '../../../support/business.ts'
import { addStretch, calendarOf, DAY, freshDay, PAGE, type Page, window } from './calendar-scene.ts'

let scene: BookingScene
let look: ReturnType<typeof calendarOf>

beforeAll(async () => {
  scene = await openBookingScene()
  look = calendarOf(scene)
})
afterAll(() => scene.gateway.stop())

describe('a calendar', () => {
  it('shows only the named resources and kinds, and what they do', async () => {
    const { from, until, at } = freshDay()
    const [eve, van] = [await addChef(scene, 'Ann'), await addResource(scene, { name: 'Bus' })]
    const both = await addBooking(scene, { ...window(at(1), at(2)), resourceIds: [eve, van] })
    const one = await addBooking(scene, { ...window(at(3), at(4)), resourceIds: [eve] })
    const nobodys = await addBooking(scene, window(at(5), at(6)))
    await addStretch(scene, { resourceId: van, startsAt: at(7), endsAt: at(8) })
    await addStretch(scene, { resourceId: eve, startsAt: at(9), endsAt: at(10) })
    const ids = ({ bookings }: Page) => bookings.map(({ booking }) => booking.id)
    expect(ids(await look({ from, until }))).toEqual([both, one, nobodys].map(publicBooking))
    const vans = await look({ from, until, resourceKinds: ['VEHICLE'] })
    expect(ids(vans)).toEqual([publicBooking(both)])
    expect(vans.bookings[0]?.resourceIds).toHaveLength(2)
    expect(vans.blocks).toMatchObject([{ resourceId: publicResource(van) }])
    const eves = await look({ from, until, resourceIds: [publicResource(eve)] })
    expect(ids(eves)).toEqual([both, one].map(publicBooking))
    expect(eves.blocks).toMatchObject([{ resourceId: publicResource(eve) }])
    expect(eves.resources).toMatchObject([{ resource: { name: 'Ann' } }])
    const none = await look({ from, until, resourceIds: [publicResource(eve)], resourceKinds: ['VEHICLE'] })
    expect(none).toMatchObject({ bookings: [], blocks: [], resources: [] })
  })

  it('shows nothing of stations whose bookings one may not see', async () => {
    const { from, until, at } = freshDay()
    const { gateway, business, stationId, otherStationId } = scene
    const strangers = await createBusiness(gateway)
    const foreign = { ...scene, business: strangers, stationId: strangers.stationIds[0] }
    const elsewhere = { ...scene, stationId: otherStationId }
    const places = []
    for (const place of [scene, elsewhere, foreign]) {
      const there = { ...place, customerId: await addCustomer(place) }
      const resourceId = await addResource(there)
      const bookingId = await addBooking(there, { ...window(at(3), at(5)), resourceIds: [resourceId] })
      await addStretch(there, { resourceId, bookingId, startsAt: at(2), endsAt: at(3) })
      await addStretch(there, { resourceId, startsAt: at(8), endsAt: at(9) })
      places.push({ resourceId: publicResource(resourceId), id: publicBooking(bookingId) })
    }
    const [here, there] = places
    const all = await look({ from, until, stationIds: null })
    expect(all.bookings.map(({ booking }) => booking.id).sort()).toEqual([here?.id, there?.id].sort())
    expect(all.travel).toHaveLength(2)
    expect(all.blocks).toHaveLength(2)
    const empty = { stations: [], resources: [], bookings: [], travel: [], blocks: [], timeOff: [] }
    expect(await look({ from, until, stationIds: [publicStation(foreign.stationId)] })).toMatchObject(empty)
    const own = await hireWith(scene, ['bookings:booking:read', 'customers:customer:read', 'customers:pii:read'])
    const page = await look({ from, until, stationIds: [stationId, otherStationId].map(publicStation) }, own.token)
    expect(page).toMatchObject({
      stations: [{}],
      bookings: [{ booking: { id: here?.id } }],
      travel: [{ resourceId: here?.resourceId }],
      blocks: [{ resourceId: here?.resourceId }],
    })
    const { body } = await gateway.send(
      PAGE,
      { from, until, limit: 1 },
      (await hireWith(scene, ['identity:station:read'])).token,
    )
    expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    expect(business.stationIds).toContain(otherStationId)
  })

  it.each<[string, object, string]>([
    ['no time', { until: DAY.from }, 'until: must be after from, by 62 days at most'],
    [
      'more than 62 days',
      { until: new Date(DAY.from.getTime() + 62 * 86_400_000 + 3_600_001) },
      'until: must be after from, by 62 days at most',
    ],
    ['no entries', { limit: 0 }, 'limit: must be from 1 to 5000'],
    ['more entries than one may have', { limit: 5001 }, 'limit: must be from 1 to 5000'],
    ['a time before there were clocks', { from: '0000-01-01T00:00:00Z' }, 'from: must not be before 1900'],
  ])('of %s is refused', async (_what, variables, message) => {
    const narrow = `query ($from: DateTime!, $until: DateTime!, $limit: Int!) {
      calendar(from: $from, until: $until, limit: $limit) { blocks { startsAt } } }`
    const { body } = await scene.gateway.send(narrow, { ...DAY, limit: 5, ...variables }, scene.manager.token)
    expect(body).toMatchObject({
      data: null,
      errors: [{ message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })

  it('is refused where it would be longer than its limit, rather than cut', async () => {
    const { from, until, at } = freshDay()
    const resourceId = await addChef(scene, 'Ida')
    for (const hour of [1, 2, 3]) {
      await addBooking(scene, window(at(hour), at(hour + 1)))
      await addStretch(scene, { resourceId, startsAt: at(hour), endsAt: at(hour + 1) })
    }
    const ask = (list: string, limit: number) =>
      scene.gateway.send(
        `query ($from: DateTime!, $until: DateTime!, $limit: Int!, $stationIds: [ID!]) {
          calendar(from: $from, until: $until, limit: $limit, stationIds: $stationIds) { ${list} } }`,
        { from, until, limit, stationIds: [publicStation(scene.stationId)] },
        scene.manager.token,
      )
    for (const [list, entries] of [
      ['bookings { booking { id } }', 'bookings'],
      ['blocks { startsAt }', 'blocks'],
      ['resources { resource { name } }', 'resources'],
    ] as const) {
      expect((await ask(list, 2)).body).toEqual({
        data: null,
        errors: [
          {
            message: `There are more than 2 ${entries}: ask for a shorter range, for fewer stations or resources, or with a higher limit.`,
            locations: expect.anything(),
            path: ['calendar', entries],
            extensions: { code: 'RANGE_TOO_LARGE', limit: 2, requestId: expect.any(String) },
          },
        ],
        extensions: expect.anything(),
      })
    }
    expect((await ask('bookings { booking { id } }', 3)).body.errors).toBeUndefined()
  })

  it('takes one statement for each kind of entry, however many stations, resources and days', async () => {
    const list = (fields: string) => `query ($from: DateTime!, $until: DateTime!, $stationIds: [ID!]) {
      calendar(from: $from, until: $until, limit: 500, stationIds: $stationIds) { ${fields} } }`
    const wide = { from: STARTS_AT, until: hoursLater(62 * 24) }
    const counts: Record<string, number[]> = {}
    for (const [name, fields] of [
      ['bookings', 'bookings { resourceIds booking { reference status startsAt endsAt adults } }'],
      ['travel', 'travel { resourceId startsAt }'],
      ['blocks', 'blocks { resourceId startsAt }'],
      ['timeOff', 'timeOff { resourceId startsAt timeOff { kind } }'],
    ] as const) {
      counts[name] = []
      for (const variables of [
        { from: STARTS_AT, until: ENDS_AT, stationIds: [publicStation(scene.stationId)] },
        wide,
      ]) {
        scene.gateway.takeStatements()
        await scene.gateway.query(list(fields), variables, scene.manager.token)
        counts[name].push(countReads(scene))
      }
    }
    // Besides the stations with their zones.
    expect(counts).toEqual({ bookings: [2, 2], travel: [2, 2], blocks: [2, 2], timeOff: [2, 2] })
    scene.gateway.takeStatements()
    await scene.gateway.query(list('resources { resource { name } open { startsAt } }'), wide, scene.manager.token)
    // The zones of the stations, the hours, the resources themselves.
    expect(countReads(scene)).toBe(3)
    scene.gateway.takeStatements()
    await scene.gateway.query(PAGE, { ...wide, limit: 300 }, scene.manager.token)
    // Five kinds, zones, resources, the bookings of ways, stations, and the customers with the keys to their names.
    expect(countReads(scene)).toBe(10)
  })

  it('of a month of one station, with all that a page draws, is one operation of the staff', async () => {
    const { body } = await scene.gateway.send(
      PAGE,
      { from: STARTS_AT, until: hoursLater(31 * 24), limit: 300, stationIds: [publicStation(scene.stationId)] },
      scene.manager.token,
    )
    // 5; for each of 100 stations 1/8, and at most 300 times 7/8: five entries, a resource, the booking of a way; customer and name.
    expect(body.extensions).toMatchObject({ cost: { requested: Math.ceil(5 + 12.5 + 300 * (7 / 8 + 2)) } })
  })
})
