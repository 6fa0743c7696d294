import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addChef,
  addResource,
  type BookingScene,
  countReads,
  hireChef,
  hoursLater,
  openBookingScene,
  publicBooking,
  publicResource,
  publicStation,
  STARTS_AT,
} from '../../support/bookings.ts'
import { HALFWAY, HERE, legsAsTheyShouldBe, legsOf, THERE } from '../../support/travel.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

const LEGS = 'travelLegs { resource { id } startsAt endsAt minutes }'
const OF_BOOKING = `query ($id: ID!) { booking(id: $id) { ${LEGS} } }`

const minutesBefore = (hour: number, minutes: number) => new Date(hoursLater(hour).getTime() - minutes * 60_000)

describe('the ways to a booking', () => {
  it('are shown to the staff and, in the chef app, to those who serve it, one for each resource', async () => {
    const chef = await hireChef(scene, 'Eve')
    const vanId = await addResource(scene)
    await addBooking(scene, { resourceIds: [chef.resourceId], venuePoint: HERE, endsAt: hoursLater(2) })
    await addBooking(scene, { resourceIds: [vanId], venuePoint: HALFWAY, endsAt: hoursLater(2) })
    const window = { startsAt: hoursLater(3), endsAt: hoursLater(4) }
    const resourceIds = [chef.resourceId, vanId]
    const bookingId = await addBooking(scene, { resourceIds, venuePoint: THERE, ...window })
    const shown = (resourceId: string, minutes: number) => ({
      resource: { id: publicResource(resourceId) },
      startsAt: minutesBefore(3, minutes).toISOString(),
      endsAt: hoursLater(3).toISOString(),
      minutes,
    })
    const legs = [shown(chef.resourceId, 59), shown(vanId, 30)].toSorted((a, b) =>
      a.resource.id < b.resource.id ? -1 : 1,
    )
    const id = publicBooking(bookingId)
    expect(await scene.gateway.query(OF_BOOKING, { id }, scene.manager.token)).toEqual({
      booking: { travelLegs: legs },
    })
    expect(await scene.gateway.on('chef').query(OF_BOOKING, { id }, chef.token)).toEqual({
      booking: { travelLegs: legs },
    })
  })

  it('are in the schedule of the one who travels, with the booking that they lead to', async () => {
    const chef = await hireChef(scene, 'Jo')
    const resourceIds = [chef.resourceId]
    const firstId = await addBooking(scene, { resourceIds, venuePoint: HERE, endsAt: hoursLater(2) })
    const window = { startsAt: hoursLater(3), endsAt: hoursLater(4) }
    const nextId = await addBooking(scene, { resourceIds, venuePoint: THERE, ...window })
    const { chefSchedule } = await scene.gateway.on('chef').query<{ chefSchedule: object }>(
      `query ($from: DateTime!, $until: DateTime!) { chefSchedule(from: $from, until: $until, first: 10) {
         totalCount nodes { kind startsAt endsAt booking { id } } } }`,
      { from: STARTS_AT, until: hoursLater(24) },
      chef.token,
    )
    const entry = (kind: string, bookingId: string, startsAt: Date, endsAt: Date) => ({
      kind,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      booking: { id: publicBooking(bookingId) },
    })
    expect(chefSchedule).toEqual({
      totalCount: 3,
      nodes: [
        entry('BOOKING', firstId, STARTS_AT, hoursLater(2)),
        entry('TRAVEL', nextId, minutesBefore(3, 59), hoursLater(3)),
        entry('BOOKING', nextId, hoursLater(3), hoursLater(4)),
      ],
    })
  })

  it('are read in one statement for however many bookings', async () => {
    for (let at = 0; at < 4; at += 1) {
      const resourceIds = [await addChef(scene)]
      await addBooking(scene, { resourceIds, venuePoint: HERE, endsAt: hoursLater(1) })
      await addBooking(scene, { resourceIds, venuePoint: THERE, startsAt: hoursLater(2), endsAt: hoursLater(3) })
    }
    const query = `query ($first: Int!) { bookings(first: $first) { nodes { id ${LEGS} } } }`
    const counts = []
    for (const first of [2, 20]) {
      scene.gateway.takeStatements()
      await scene.gateway.query(query, { first }, scene.manager.token)
      counts.push(countReads(scene))
    }
    expect(counts).toEqual([3, 3])
  })
})

describe('two who want neighbouring times at once', () => {
  const CREATE = `mutation ($input: CreateBookingInput!) { result: createBooking(input: $input) { __typename
    ... on SlotUnavailableError { reasons { code minutes } } } }`

  it('do not both get them where nobody can be at both places in time', async () => {
    for (let round = 0; round < 10; round += 1) {
      const chefId = await addChef(scene)
      const book = async (from: number, venuePoint: typeof HERE) => {
        const { result } = await scene.gateway.query<{ result: { __typename: string } }>(
          CREATE,
          {
            input: {
              stationId: publicStation(scene.stationId),
              customerId: publicId('customer', scene.customerId),
              kind: 'CATERING',
              adults: 2,
              startsAt: hoursLater(from),
              endsAt: hoursLater(from + 1),
              resourceIds: [publicResource(chefId)],
              venuePoint,
            },
          },
          scene.manager.token,
        )
        return result
      }
      const results = await Promise.all([book(1, HERE), book(2.75, THERE)])
      expect(results.toSorted((a, b) => (a.__typename < b.__typename ? -1 : 1))).toEqual([
        { __typename: 'CreateBookingPayload' },
        { __typename: 'SlotUnavailableError', reasons: [{ code: 'TRAVEL', minutes: 59 }] },
      ])
      expect(await legsOf(scene, chefId)).toEqual([])
      expect(await legsAsTheyShouldBe(scene, chefId)).toEqual([])
    }
  })

  it('both get them where there is just enough time, with the way in between', async () => {
    const chefId = await addChef(scene)
    const window = { startsAt: minutesBefore(2, -59), endsAt: hoursLater(4) }
    const ids = await Promise.all([
      addBooking(scene, { resourceIds: [chefId], venuePoint: HERE, endsAt: hoursLater(2) }),
      addBooking(scene, { resourceIds: [chefId], venuePoint: THERE, ...window }),
    ])
    expect(await legsOf(scene, chefId)).toMatchObject([
      { bookingId: ids[1], startsAt: hoursLater(2), endsAt: window.startsAt },
    ])
  })
})
