import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assignChef } from '#domains/bookings/use-cases/assign-chef.ts'
import { approveTimeOff } from '#domains/bookings/use-cases/availability/approve-time-off.ts'
import { cancelTimeOff } from '#domains/bookings/use-cases/availability/cancel-time-off.ts'
import { requestTimeOff } from '#domains/bookings/use-cases/availability/request-time-off.ts'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { declineBooking } from '#domains/bookings/use-cases/decline-booking.ts'
import { expireHolds } from '#domains/bookings/use-cases/expire-holds.ts'
import { markNoShow } from '#domains/bookings/use-cases/mark-no-show.ts'
import { placeHeldBooking } from '#domains/bookings/use-cases/place-held-booking.ts'
import { rescheduleBooking } from '#domains/bookings/use-cases/reschedule-booking.ts'
import { unassignChef } from '#domains/bookings/use-cases/unassign-chef.ts'
import {
  addBooking,
  addChef,
  addHold,
  addResource,
  asGateway,
  type BookingScene,
  bookingFields,
  bringTo,
  countRows,
  hoursLater,
  openBookingScene,
} from '../../support/bookings.ts'
import { watchStatements } from '../../support/sent-statements.ts'
import { HALFWAY, HERE, legsOf, THERE } from '../../support/travel.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene({ holdSweepMs: null })
})

afterAll(() => scene.gateway.stop())

type Place = typeof HERE | null

/** A job from one hour to another, counted from the Saturday evening. */
function job(resourceIds: string[], [from, until]: [number, number], venuePoint: Place, more: object = {}) {
  return { resourceIds, startsAt: hoursLater(from), endsAt: hoursLater(until), venuePoint, ...more }
}

const book = (resourceIds: string[], hours: [number, number], place: Place, more: object = {}) =>
  addBooking(scene, job(resourceIds, hours, place, more))

/** The way of so many minutes to the booking that begins at the hour. */
function leg(bookingId: string, hour: number, minutes: number, status = 'ACTIVE', overbooked = false) {
  const endsAt = hoursLater(hour)
  return { bookingId, status, startsAt: new Date(endsAt.getTime() - minutes * 60_000), endsAt, overbooked }
}

/** A chef with a job from 0 to 2 and one from 6 to 8, an hour on the way from each other. */
async function twoJobs() {
  const chefId = await addChef(scene)
  const firstId = await book([chefId], [0, 2], HERE)
  const lastId = await book([chefId], [6, 8], THERE)
  return { chefId, firstId, lastId }
}

describe('a leg', () => {
  it('is kept free before a job, from the job before it, for each resource', async () => {
    const { chefId, lastId } = await twoJobs()
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
    const vanId = await addResource(scene)
    await book([vanId], [10, 11], HALFWAY)
    const togetherId = await book([chefId, vanId], [12, 13], THERE)
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
    expect(await legsOf(scene, vanId)).toEqual([leg(togetherId, 12, 30)])
  })

  it.each([
    ['at the same place', [6, 8], HERE],
    ['at the station', [6, 8], null],
    ['half a day later', [14, 15], THERE],
  ] as const)('leads to no job %s', async (_, [from, until], place) => {
    const chefId = await addChef(scene)
    await book([chefId], [0, 2], HERE)
    await book([chefId], [from, until], place)
    expect(await legsOf(scene, chefId)).toEqual([])
  })

  it('makes room for a job in between that lies in its time, before that is written', async () => {
    const { chefId, lastId } = await twoJobs()
    const betweenId = await book([chefId], [3, 5.5], HALFWAY)
    expect(await legsOf(scene, chefId)).toEqual([leg(betweenId, 3, 30), leg(lastId, 6, 30)])
  })

  it('is given back where nobody knows where the job in between is', async () => {
    const { chefId, lastId } = await twoJobs()
    const betweenId = await book([chefId], [3, 5.5], null)
    expect(await legsOf(scene, chefId)).toEqual([])
    await cancelBooking(asGateway(scene), { bookingId: betweenId, expectedVersion: 1, by: 'STAFF' })
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
  })

  it.each([
    [
      'is called off',
      (bookingId: string) => cancelBooking(asGateway(scene), { bookingId, expectedVersion: 1, by: 'STAFF' }),
    ],
    ['is declined', (bookingId: string) => declineBooking(asGateway(scene), { bookingId, expectedVersion: 1 })],
    [
      'did not take place',
      async (bookingId: string) => {
        const expectedVersion = await bringTo(scene, bookingId, 'CONFIRMED')
        return markNoShow(asGateway(scene, hoursLater(3)), { bookingId, expectedVersion, by: 'CUSTOMER' })
      },
    ],
  ])('begins where the job before begins that %s', async (_, end) => {
    const { chefId, lastId } = await twoJobs()
    await end(await book([chefId], [3, 5], HALFWAY))
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
  })

  it('is held with a hold, becomes one of a booking with it, and goes when it runs out', async () => {
    const { chefId, lastId } = await twoJobs()
    const holdId = await addHold(scene, job([chefId], [3, 5], HALFWAY))
    expect(await legsOf(scene, chefId)).toEqual([leg(holdId, 3, 30, 'HELD'), leg(lastId, 6, 30)])
    await placeHeldBooking(asGateway(scene), { bookingId: holdId, expectedVersion: 1 })
    expect(await legsOf(scene, chefId)).toEqual([leg(holdId, 3, 30), leg(lastId, 6, 30)])
    const laterId = await addHold(scene, job([chefId], [9, 10], HERE))
    const nextId = await book([chefId], [11, 12], HALFWAY)
    const before = [leg(holdId, 3, 30), leg(lastId, 6, 30)]
    expect(await legsOf(scene, chefId)).toEqual([...before, leg(laterId, 9, 59, 'HELD'), leg(nextId, 11, 30)])
    const soon = new Date(Date.now() + 16 * 60_000)
    expect(await expireHolds(asGateway(scene, soon), {})).toEqual({ expired: 1 })
    expect(await legsOf(scene, chefId)).toEqual([...before, leg(nextId, 11, 30)])
  })

  it('takes the time of a hold that has run out, which is written off for it', async () => {
    const chefId = await addChef(scene)
    const firstId = await book([chefId], [0, 2], HERE)
    const holdId = await addHold(scene, job([chefId], [3, 5.5], HALFWAY))
    const soon = new Date(Date.now() + 16 * 60_000)
    const lastId = await addBooking(scene, job([chefId], [6, 8], THERE), soon)
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
    const rows = await scene.gateway.sql('select status from bookings.bookings where id = any($1) order by id', [
      [firstId, holdId],
    ])
    expect(rows).toEqual([{ status: 'PENDING' }, { status: 'EXPIRED' }])
  })

  it('to a hold that has run out goes with it where somebody books a job in between, wherever that is', async () => {
    const chefId = await addChef(scene)
    await book([chefId], [0, 2], HERE)
    const holdId = await addHold(scene, job([chefId], [6, 8], THERE))
    expect(await legsOf(scene, chefId)).toEqual([leg(holdId, 6, 59, 'HELD')])
    const soon = new Date(Date.now() + 16 * 60_000)
    await addBooking(scene, job([chefId], [3, 4], null), soon)
    expect(await legsOf(scene, chefId)).toEqual([])
  })

  it('moves with its job, and what came after the job begins elsewhere', async () => {
    const { chefId, lastId } = await twoJobs()
    const betweenId = await book([chefId], [3, 5], HALFWAY)
    const move = (expectedVersion: number, from: number, until: number) =>
      rescheduleBooking(asGateway(scene), {
        bookingId: betweenId,
        expectedVersion,
        startsAt: hoursLater(from),
        endsAt: hoursLater(until),
      })
    await move(1, 10, 11)
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59), leg(betweenId, 10, 30)])
    await move(2, 3.25, 5.25)
    expect(await legsOf(scene, chefId)).toEqual([leg(betweenId, 3.25, 30), leg(lastId, 6, 30)])
    await move(3, 24 * 30, 24 * 30 + 1)
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
  })

  it('gives its time to a longer one that begins before the job that has gone from in between', async () => {
    const { chefId, firstId, lastId } = await twoJobs()
    const betweenId = await book([chefId], [5.25, 5.5], HALFWAY)
    expect(await legsOf(scene, chefId)).toEqual([leg(betweenId, 5.25, 30), leg(lastId, 6, 30)])
    await rescheduleBooking(asGateway(scene), {
      bookingId: betweenId,
      expectedVersion: 1,
      startsAt: hoursLater(-3),
      endsAt: hoursLater(-2),
    })
    expect(await legsOf(scene, chefId)).toEqual([leg(firstId, 0, 30), leg(lastId, 6, 59)])
  })

  it('comes with a chef who is given to the booking, and goes with one who is taken off it, again and again', async () => {
    const { chefId, lastId } = await twoJobs()
    const otherId = await addChef(scene)
    const bookingId = await book([otherId], [3, 5.5], HALFWAY)
    for (const expectedVersion of [1, 3]) {
      await assignChef(asGateway(scene), { bookingId, expectedVersion, resourceId: chefId })
      expect(await legsOf(scene, chefId)).toEqual([leg(bookingId, 3, 30), leg(lastId, 6, 30)])
      await unassignChef(asGateway(scene), { bookingId, expectedVersion: expectedVersion + 1, resourceId: chefId })
      expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
    }
    expect(await legsOf(scene, otherId)).toEqual([])
  })

  it('stays as it was when its job is over, and blocks nothing then', async () => {
    const { chefId, lastId } = await twoJobs()
    await bringTo(scene, lastId, 'COMPLETED')
    expect(await legsOf(scene, chefId)).toEqual([])
    const stored =
      'select kind, status, starts_at as "startsAt" from bookings.allocations where booking_id = $1 order by kind'
    expect(await scene.gateway.sql(stored, [lastId])).toEqual([
      { kind: 'BOOKING', status: 'DONE', startsAt: hoursLater(6) },
      { kind: 'TRAVEL', status: 'DONE', startsAt: leg(lastId, 6, 59).startsAt },
    ])
    const betweenId = await book([chefId], [3, 5.5], HALFWAY)
    expect(await legsOf(scene, chefId)).toEqual([leg(betweenId, 3, 30)])
  })
})

describe('where more is booked than fits', () => {
  const overbook = (fields: object) =>
    createBooking(asGateway(scene), {
      stationId: scene.stationId,
      overbook: { reason: 'Both halls.' },
      fields: bookingFields(scene.customerId, fields),
    })

  it('a leg is as long as there is time', async () => {
    const { chefId, lastId } = await twoJobs()
    const { bookingId } = await overbook(job([chefId], [2.25, 5.75], HALFWAY))
    expect(await legsOf(scene, chefId)).toEqual([leg(bookingId, 2.25, 15), leg(lastId, 6, 15)])
  })

  it('no leg leads to a job that begins while another goes on, nor from one that goes on while the next begins', async () => {
    const { chefId, lastId } = await twoJobs()
    const { bookingId } = await overbook(job([chefId], [1, 7], HALFWAY))
    expect(await legsOf(scene, chefId)).toEqual([])
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 1, by: 'STAFF' })
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
  })

  it('the leg to an overbooked job stands beside what the job stands beside', async () => {
    const { chefId, lastId } = await twoJobs()
    const { timeOffId } = await requestTimeOff(asGateway(scene), {
      resourceId: chefId,
      fields: { startsAt: hoursLater(9), endsAt: hoursLater(20), kind: 'VACATION' },
    })
    await approveTimeOff(asGateway(scene), { timeOffId, expectedVersion: 1, force: false })
    const { bookingId } = await overbook(job([chefId], [10, 11], HERE))
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59), leg(bookingId, 10, 59, 'ACTIVE', true)])
  })
})

describe('time off', () => {
  it('is nothing that anybody travels in: legs get shorter for it, and as long as before when it is taken back', async () => {
    const { chefId, lastId } = await twoJobs()
    const fields = { startsAt: hoursLater(5), endsAt: hoursLater(5.75), kind: 'PERSONAL' }
    const { timeOffId } = await requestTimeOff(asGateway(scene), { resourceId: chefId, fields })
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
    await approveTimeOff(asGateway(scene), { timeOffId, expectedVersion: 1, force: false })
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 15)])
    await cancelTimeOff(asGateway(scene), { timeOffId, expectedVersion: 2 })
    expect(await legsOf(scene, chefId)).toEqual([leg(lastId, 6, 59)])
  })
})

describe('the database', () => {
  it('lets nobody write anything onto a leg', async () => {
    const { chefId } = await twoJobs()
    const before = await countRows(scene)
    await expect(
      scene.gateway.sql(
        `insert into bookings.allocations (id, station_id, resource_id, during, kind, status, updated_at)
         values (gen_random_uuid(), $1, $2, tstzrange($3, $4), 'BLOCK', 'ACTIVE', now())`,
        [scene.stationId, chefId, hoursLater(4), hoursLater(5.25)],
      ),
    ).rejects.toMatchObject({ code: '23P01', constraint: 'allocations_no_overlap' })
    expect(await countRows(scene)).toEqual(before)
  })

  it('is sent one statement more for a booking that has ways, and none for one that has not', async () => {
    const sent = watchStatements(scene.gateway.gateway.platform.pool)
    const count = async (chefId: string, hours: [number, number], place: Place) => {
      sent.take()
      await book([chefId], hours, place)
      return sent.take().length
    }
    const chefId = await addChef(scene)
    const alone = await count(chefId, [0, 2], HERE)
    expect(await count(chefId, [20, 21], HERE)).toBe(alone)
    expect(await count(chefId, [9, 10], null)).toBe(alone)
    expect(await count(chefId, [3, 4], HALFWAY)).toBe(alone + 1)
    expect(await count(chefId, [5, 6], THERE)).toBe(alone + 1)
  })
})
