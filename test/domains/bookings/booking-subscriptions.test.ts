import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { assignChef } from '#domains/bookings/use-cases/assign-chef.ts'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { confirmBooking } from '#domains/bookings/use-cases/confirm-booking.ts'
import { unassignChef } from '#domains/bookings/use-cases/unassign-chef.ts'
import { updateBooking } from '#domains/bookings/use-cases/update-booking.ts'
import type { Audience } from '#kernel/audience.ts'
import {
  addBooking,
  asGateway,
  type BookingScene,
  hireChef,
  openBookingScene,
  publicBooking,
} from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'
import { settleLog } from '../../support/settled-log.ts'
import { openSocket, type TestSubscription } from '../../support/socket.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

interface Message {
  __typename: string
  cursor: string
  kind?: string
  bookingId?: string
  version?: number
  booking?: { id: string } | null
}

type Changes = TestSubscription<{ change: Message }>

const FIELDS = `__typename ... on StreamMessage { cursor }
  ... on BookingChange { kind bookingId version from to booking { id } }`

function subscribe(audience: Audience, token: string, field: string): Changes {
  const socket = openSocket(scene.gateway.url, token, audience)
  onTestFinished(() => socket.close())
  return socket.subscribe<{ change: Message }>(`subscription { change: ${field} { ${FIELDS} } }`)
}

async function next(changes: Changes): Promise<Message> {
  const { data, errors } = await changes.next()
  if (errors || !data) throw new Error(`a message with errors: ${JSON.stringify(errors)}`)
  return data.change
}

/** Listens from now on. */
async function listen(audience: Audience, token: string, field: string) {
  await settleLog(scene.gateway)
  const changes = subscribe(audience, token, field)
  const { __typename, cursor } = await next(changes)
  expect(__typename).toBe('CaughtUp')
  return { changes, cursor }
}

describe('bookingChanged', () => {
  it('tells of each step once, in its order, with the booking as it is', async () => {
    const { changes } = await listen('admin', scene.manager.token, 'bookingChanged')
    const bookingId = await addBooking(scene)
    const id = publicBooking(bookingId)
    expect(await next(changes)).toEqual({
      __typename: 'BookingChange',
      cursor: expect.any(String),
      kind: 'CREATED',
      bookingId: id,
      version: 1,
      from: null,
      to: 'PENDING',
      booking: { id },
    })
    await confirmBooking(asGateway(scene), { bookingId, expectedVersion: 1 })
    await updateBooking(asGateway(scene), { bookingId, expectedVersion: 2, fields: { adults: 9 } })
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 3, by: 'STAFF' })
    const rest = [await next(changes), await next(changes), await next(changes)]
    expect(rest).toMatchObject([
      { kind: 'CONFIRMED', version: 2, from: 'PENDING', to: 'CONFIRMED' },
      { kind: 'UPDATED', version: 3, from: 'CONFIRMED', to: 'CONFIRMED' },
      { kind: 'CANCELLED', version: 4, from: 'CONFIRMED', to: 'CANCELLED' },
    ])
  })

  it('goes on behind a cursor without losing a step, and tells nothing of other businesses', async () => {
    const { cursor } = await listen('admin', scene.manager.token, 'bookingChanged')
    const stranger = await hire(scene.gateway, await createBusiness(scene.gateway), 'STATION_MANAGER')
    const deaf = await listen('admin', stranger.token, 'bookingChanged')
    const bookingId = await addBooking(scene)
    await confirmBooking(asGateway(scene), { bookingId, expectedVersion: 1 })
    await settleLog(scene.gateway)
    const changes = subscribe('admin', scene.manager.token, `bookingChanged(after: "${cursor}")`)
    expect([await next(changes), await next(changes), await next(changes)]).toMatchObject([
      { kind: 'CREATED', bookingId: publicBooking(bookingId) },
      { kind: 'CONFIRMED', bookingId: publicBooking(bookingId) },
      { __typename: 'CaughtUp' },
    ])
    expect(deaf.changes.waiting).toEqual([])
  })
})

describe('myBookings', () => {
  it('tells a chef of a booking from the assignment on until it is taken away, and of no other', async () => {
    const chef = await hireChef(scene)
    const { resourceId } = chef
    const { changes, cursor } = await listen('chef', chef.token, 'myBookings')
    const act = asGateway(scene)
    const bookingId = await addBooking(scene)
    await confirmBooking(act, { bookingId, expectedVersion: 1 })
    await assignChef(act, { bookingId, expectedVersion: 2, resourceId })
    expect(await next(changes)).toMatchObject({
      kind: 'CHEF_ASSIGNED',
      version: 3,
      booking: { id: publicBooking(bookingId) },
    })
    await updateBooking(act, { bookingId, expectedVersion: 3, fields: { adults: 3 } })
    expect(await next(changes)).toMatchObject({ kind: 'UPDATED', version: 4 })
    await unassignChef(act, { bookingId, expectedVersion: 4, resourceId })
    expect(await next(changes)).toMatchObject({ kind: 'CHEF_UNASSIGNED', version: 5, booking: null })
    await updateBooking(act, { bookingId, expectedVersion: 5, fields: { adults: 4 } })
    const ownId = await addBooking(scene, { resourceIds: [resourceId] })
    expect(await next(changes)).toMatchObject({ kind: 'CREATED', bookingId: publicBooking(ownId) })

    // Whoever comes back hears the same again, and no more.
    await settleLog(scene.gateway)
    const again = subscribe('chef', chef.token, `myBookings(after: "${cursor}")`)
    const told = [await next(again), await next(again), await next(again), await next(again), await next(again)]
    expect(told).toMatchObject([
      { kind: 'CHEF_ASSIGNED', booking: null },
      { kind: 'UPDATED', version: 4, booking: null },
      { kind: 'CHEF_UNASSIGNED' },
      { kind: 'CREATED', bookingId: publicBooking(ownId), booking: { id: publicBooking(ownId) } },
      { __typename: 'CaughtUp' },
    ])
  })

  it('tells of the end of a booking that gave the time back', async () => {
    const chef = await hireChef(scene)
    const bookingId = await addBooking(scene, { resourceIds: [chef.resourceId] })
    const { changes } = await listen('chef', chef.token, 'myBookings')
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 1, by: 'CUSTOMER' })
    expect(await next(changes)).toMatchObject({ kind: 'CANCELLED', booking: { id: publicBooking(bookingId) } })
  })
})
