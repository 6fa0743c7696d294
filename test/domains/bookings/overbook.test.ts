import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import {
  addBooking,
  addChef,
  asGateway,
  type BookingScene,
  bookingFields,
  countRows,
  hireWith,
  hoursLater,
  openBookingScene,
  publicBooking,
  publicResource,
  publicStation,
  readAll,
  STARTS_AT,
} from '../../support/bookings.ts'

const CONFLICTS =
  'conflicts { resource { id } kind startsAt booking { id } } history(last: 1) { nodes { overbookReason } }'
const PAYLOAD = `booking { id version ${CONFLICTS} }`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

function send(name: string, input: object, token = scene.manager.token) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  return scene.gateway.send<{ result: Record<string, unknown> & { booking: { id: string } } }>(
    `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename
       ... on ${type}Payload { ${PAYLOAD} } ... on UserError { code message path } } }`,
    { input },
    token,
  )
}

async function act(name: string, input: object) {
  const { body } = await send(name, input)
  if (!body.data) throw new Error(JSON.stringify(body))
  return body.data.result
}

function wish(chefId: string, fields: object = {}) {
  return {
    stationId: publicStation(scene.stationId),
    customerId: publicCustomer(),
    kind: 'CATERING',
    adults: 2,
    startsAt: STARTS_AT,
    endsAt: hoursLater(4),
    resourceIds: [publicResource(chefId)],
    ...fields,
  }
}

const publicCustomer = () => publicBooking(scene.customerId).replace('booking_', 'customer_')
const overbook = { reason: 'The chef cooks for both halls.' }

const overbookedOf = async (chefId: string) => {
  const rows = await scene.gateway.sql<{ overbooked: boolean }>(
    'select overbooked from bookings.allocations where resource_id = $1 order by created_at, id',
    [chefId],
  )
  return rows.map(({ overbooked }) => overbooked)
}

describe('overbooking', () => {
  it('books a chef twice on purpose, and shows with whom: everybody else is still refused', async () => {
    const chefId = await addChef(scene)
    const firstId = await addBooking(scene, { resourceIds: [chefId] })
    const second = await act('createBooking', wish(chefId, { overbook }))
    const conflict = { resource: { id: publicResource(chefId) }, kind: 'BOOKING', startsAt: STARTS_AT.toISOString() }
    expect(second).toEqual({
      __typename: 'CreateBookingPayload',
      booking: {
        id: expect.any(String),
        version: 1,
        conflicts: [{ ...conflict, booking: { id: publicBooking(firstId) } }],
        history: { nodes: [{ overbookReason: overbook.reason }] },
      },
    })
    expect(await overbookedOf(chefId)).toEqual([false, true])
    const before = await countRows(scene)
    expect(await act('createBooking', wish(chefId))).toMatchObject({ __typename: 'SlotTakenError' })
    expect(await countRows(scene)).toEqual(before)
  })

  it('is nothing special where the time is free', async () => {
    const chefId = await addChef(scene)
    expect(await act('createBooking', wish(chefId, { overbook }))).toMatchObject({
      booking: { conflicts: [], history: { nodes: [{ overbookReason: null }] } },
    })
    expect(await overbookedOf(chefId)).toEqual([false])
  })

  it('gives a booking a chef who has another, and moves one to where its chef is taken', async () => {
    const chefId = await addChef(scene)
    const takenId = await addBooking(scene, { resourceIds: [chefId] })
    const bookingId = publicBooking(await addBooking(scene))
    const assignment = { bookingId, expectedVersion: 1, resourceId: publicResource(chefId) }
    expect(await act('assignChef', assignment)).toMatchObject({ __typename: 'SlotTakenError' })
    expect(await act('assignChef', { ...assignment, overbook })).toMatchObject({
      booking: { conflicts: [{ booking: { id: publicBooking(takenId) } }] },
    })
    const away = { startsAt: hoursLater(24), endsAt: hoursLater(26) }
    expect(await act('rescheduleBooking', { bookingId, expectedVersion: 2, ...away })).toMatchObject({
      booking: { conflicts: [] },
    })
    expect(await overbookedOf(chefId)).toEqual([false, false])
    const back = { startsAt: hoursLater(1), endsAt: hoursLater(2) }
    expect(await act('rescheduleBooking', { bookingId, expectedVersion: 3, ...back })).toMatchObject({
      __typename: 'SlotTakenError',
    })
    expect(await act('rescheduleBooking', { bookingId, expectedVersion: 3, ...back, overbook })).toMatchObject({
      booking: { conflicts: [{ booking: { id: publicBooking(takenId) } }] },
    })
    expect(await overbookedOf(chefId)).toEqual([false, true])
  })

  it('takes the right to it, a reason, and named resources', async () => {
    const chefId = await addChef(scene)
    const firstId = await addBooking(scene, { resourceIds: [chefId] })
    const before = [await countRows(scene), await readAll(scene, firstId)]
    const desk = await hireWith(scene, ['bookings:booking:read', 'bookings:booking:create'])
    const { body } = await send('createBooking', wish(chefId, { overbook }), desk.token)
    expect(body.errors).toMatchObject([{ message: 'This needs the permission bookings:booking:overbook.' }])
    expect(await act('createBooking', wish(chefId, { overbook: { reason: ' ' } }))).toMatchObject({
      __typename: 'ValidationError',
      path: ['overbook', 'reason'],
    })
    const any = wish(chefId, { resourceIds: undefined, needs: [{ kind: 'CHEF', count: 1 }], overbook })
    expect(await act('createBooking', any)).toMatchObject({ __typename: 'ValidationError', path: ['overbook'] })
    expect([await countRows(scene), await readAll(scene, firstId)]).toEqual(before)
  })

  it('does not open a gap in the guarantee of the database for all others', async () => {
    const chefId = await addChef(scene)
    await addBooking(scene, { resourceIds: [chefId] })
    await act('createBooking', wish(chefId, { overbook }))
    const input = { stationId: scene.stationId, fields: bookingFields(scene.customerId, { resourceIds: [chefId] }) }
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => createBooking(asGateway(scene), input)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toEqual([])
    await expect(
      scene.gateway.sql(
        `insert into bookings.allocations (id, station_id, resource_id, during, kind, status, updated_at)
         select gen_random_uuid(), station_id, resource_id, during, 'BLOCK', 'ACTIVE', now()
         from bookings.allocations where resource_id = $1 and not overbooked`,
        [chefId],
      ),
    ).rejects.toThrow('allocations_no_overlap')
  })
})
