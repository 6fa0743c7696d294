import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Occupation } from '#domains/bookings/model/availability/judgement.ts'
import { readOccupations } from '#domains/bookings/store/availability/occupation-reads.ts'
import {
  addBooking,
  addHold,
  asGateway,
  type BookingScene,
  bringTo,
  hoursLater,
  openBookingScene,
} from '../../../support/bookings.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

function read({ timesOnly = false, now = new Date(), from = 0 } = {}) {
  const { unitOfWork, viewer } = asGateway(scene)
  const { stationId, chefId } = scene
  const request = { stationId, resourceIds: [chefId], from: hoursLater(from), until: hoursLater(60) }
  return unitOfWork.run(viewer, async ({ session }) => {
    const occupied = await readOccupations(session, { ...request, now, exceptBookingId: null, timesOnly })
    return occupied.get(chefId)
  })
}

const hours = (from: number, to: number) => ({ startsAt: hoursLater(from), endsAt: hoursLater(to) })
const venuePoint = { latitude: 42.4, longitude: -71.1 }
const booking = (fields: object) => addBooking(scene, { resourceIds: [scene.chefId], venuePoint, ...fields })

/** As it is told: hours from now. */
const shown = (occupations: readonly Occupation[] = []) =>
  occupations.map(({ cause, from, to, isOverbooked }) => {
    const [begins, ends] = [from, to].map((at) => (at - hoursLater(0).getTime()) / 3_600_000)
    return [cause, begins, ends, ...(isOverbooked ? ['overbooked'] : [])]
  })

const inAnHour = () => new Date(Date.now() + 3_600_000)

describe('what a resource does', () => {
  let doneId: string
  let overbookedId: string

  beforeAll(async () => {
    const { gateway, stationId, chefId } = scene
    await addHold(scene, { resourceIds: [chefId], venuePoint, ...hours(20, 22), holdMinutes: 30 })
    const booked = await booking(hours(4, 6))
    await bringTo(scene, booked, 'CONFIRMED')
    doneId = await booking({ ...hours(10, 12), venuePoint: null })
    await gateway.sql("update bookings.allocations set status = 'DONE' where booking_id = $1", [doneId])
    overbookedId = await booking(hours(7, 8))
    await gateway.sql(
      'update bookings.allocations set overbooked = true, during = tstzrange($2, $3) where booking_id = $1',
      [overbookedId, hoursLater(5), hoursLater(8)],
    )
    await gateway.sql(
      `insert into bookings.allocations (id, station_id, resource_id, during, kind, status, updated_at)
       values (gen_random_uuid(), $1, $2, tstzrange($3, $4), 'BLOCK', 'ACTIVE', now())`,
      [stationId, chefId, hoursLater(34), hoursLater(36)],
    )
    await gateway.sql(
      `insert into bookings.time_off (id, station_id, resource_id, starts_at, ends_at, kind, status, decided_at, updated_at)
       values (gen_random_uuid(), $1, $2, $3, $4, 'OTHER', 'APPROVED', now(), now())`,
      [stationId, chefId, hoursLater(30), hoursLater(33)],
    )
  })

  it('comes in the order of time, whatever the cause, with bookings and places', async () => {
    const occupied = await read()
    expect(shown(occupied?.jobs)).toEqual([
      ['BOOKED', 4, 6],
      ['BOOKED', 5, 8, 'overbooked'],
      ['DONE', 10, 12],
      ['HELD', 20, 22],
    ])
    expect(occupied?.jobs.map(({ place }) => place)).toEqual([venuePoint, venuePoint, null, venuePoint])
    expect(occupied?.jobs.map(({ bookingId }) => bookingId)).toMatchObject({ 1: overbookedId, 2: doneId })
    expect(shown(occupied?.blocks)).toEqual([
      ['TIME_OFF', 30, 33],
      ['BLOCKED', 34, 36],
    ])
  })

  it.each([false, true])('has no hold that has run out (times alone: %s)', async (timesOnly) => {
    const occupied = await read({ timesOnly, now: inAnHour() })
    expect(occupied?.jobs.map(({ cause }) => cause)).toEqual(['BOOKED', 'BOOKED', 'DONE'])
  })

  it.each([false, true])(
    'has nothing that was over 26 hours before the stretch (times alone: %s)',
    async (timesOnly) => {
      const [justNot, over] = [await read({ timesOnly, from: 31.99 }), await read({ timesOnly, from: 32 })]
      expect(justNot?.jobs.map(({ from }) => from)).toEqual([4, 5, 10, 20].map((hour) => hoursLater(hour).getTime()))
      expect(over?.jobs.map(({ from }) => from)).toEqual([5, 10, 20].map((hour) => hoursLater(hour).getTime()))
    },
  )

  it('is the same as times alone, without bookings, places and what is overbooked', async () => {
    const [all, times] = [await read(), await read({ timesOnly: true })]
    const bare = { bookingId: null, place: null, isOverbooked: false }
    expect(times?.jobs).toEqual(all?.jobs.map((job) => ({ ...job, ...bare })))
    expect(times?.blocks).toEqual(all?.blocks)
  })
})
