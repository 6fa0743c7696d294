import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givePolicy } from '../../../support/availability.ts'
import {
  addBooking,
  type BookingScene,
  hireWith,
  hoursLater,
  openBookingScene,
  publicBooking,
  readAll,
  STARTS_AT,
} from '../../../support/bookings.ts'
import { ChosenClock } from '../../../support/chosen-clock.ts'

const MOVE = `mutation ($input: RescheduleBookingInput!) { rescheduleBooking(input: $input) { __typename
  ... on RescheduleBookingPayload { booking { version } }
  ... on UserError { code message path } ... on RescheduleLimitError { maxTimes timesMoved until } } }`

const clock = new ChosenClock()
let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene({ clock })
  await givePolicy(scene, {
    rescheduleLimits: [
      { actor: 'CUSTOMER', hoursBefore: 48, maxTimes: 1 },
      { actor: 'STAFF', hoursBefore: 0, maxTimes: 3 },
    ],
  })
})

afterAll(() => scene.gateway.stop())

function send(bookingId: string, version: number, hours: number, fields: object, token: string) {
  const window = { startsAt: hoursLater(hours), endsAt: hoursLater(hours + 1) }
  const input = { bookingId: publicBooking(bookingId), expectedVersion: version, ...window, ...fields }
  return scene.gateway.send<{ rescheduleBooking: object }>(MOVE, { input }, token)
}

async function move(bookingId: string, version: number, hours: number, fields: object = {}) {
  return (await send(bookingId, version, hours, fields, scene.manager.token)).body.data?.rescheduleBooking
}

describe('rescheduleBooking within the limits of a policy', () => {
  it('moves a booking as often as whose wish it is may, and then says what was allowed', async () => {
    const bookingId = await addBooking(scene)
    expect(await move(bookingId, 1, 10, { by: 'CUSTOMER' })).toMatchObject({ booking: { version: 2 } })
    const before = await readAll(scene, bookingId)
    expect(await move(bookingId, 2, 20, { by: 'CUSTOMER' })).toEqual({
      __typename: 'RescheduleLimitError',
      code: 'RESCHEDULE_LIMIT',
      message: 'The booking has been moved 1 times; it can be moved 1 times.',
      path: ['startsAt'],
      maxTimes: 1,
      timesMoved: 1,
      until: hoursLater(10 - 48).toISOString(),
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
    expect(await move(bookingId, 2, 20)).toMatchObject({ booking: { version: 3 } })
  })

  it('moves it until so many hours before the start, and not later', async () => {
    const soon = new Date(clock.now().getTime() + 48 * 3_600_000 + 60_000)
    const window = { startsAt: soon, endsAt: new Date(soon.getTime() + 3_600_000) }
    const [early, late] = [await addBooking(scene, window), await addBooking(scene, window)]
    expect(await move(early, 1, 30, { by: 'CUSTOMER' })).toMatchObject({ booking: { version: 2 } })
    clock.pass(2 * 60)
    expect(await move(late, 1, 30, { by: 'CUSTOMER' })).toMatchObject({
      __typename: 'RescheduleLimitError',
      timesMoved: 0,
      until: new Date(soon.getTime() - 48 * 3_600_000).toISOString(),
    })
    expect(await move(late, 1, 30)).toMatchObject({ booking: { version: 2 } })
  })

  it('goes beyond them for those who may waive them, who say why: that is written down', async () => {
    const bookingId = await addBooking(scene)
    await move(bookingId, 1, 50, { by: 'CUSTOMER' })
    const desk = await hireWith(scene, ['bookings:booking:read', 'bookings:booking:reschedule'])
    const fields = { by: 'CUSTOMER', waiverReason: 'Our mistake' }
    const { body } = await send(bookingId, 2, 60, fields, desk.token)
    expect(body.errors).toMatchObject([{ message: 'This needs the permission bookings:policy:waive.' }])
    expect(await move(bookingId, 2, 60, fields)).toMatchObject({ booking: { version: 3 } })
    const changes = await scene.gateway.sql(
      `select previous_starts_at, waiver_reason from bookings.booking_status_changes
       where booking_id = $1 and previous_starts_at is not null order by created_at, id`,
      [bookingId],
    )
    expect(changes).toEqual([
      { previous_starts_at: STARTS_AT, waiver_reason: null },
      { previous_starts_at: hoursLater(50), waiver_reason: 'Our mistake' },
    ])
  })
})
