import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addHold,
  addResource,
  type BookingScene,
  ENDS_AT,
  hireWith,
  hoursLater,
  openBookingScene,
  publicBooking,
  publicResource,
  STARTS_AT,
} from '../../../support/bookings.ts'
import { hire, type StaffMember } from '../../../support/business.ts'

import { manage } from './manage.ts'

let scene: BookingScene
let send: ReturnType<typeof manage>['send']
let stored: ReturnType<typeof manage>['stored']
beforeAll(async () => {
  scene = await openBookingScene()
  ;({ send, stored } = manage(scene))
})
afterAll(() => scene.gateway.stop())

const TIME_OFF =
  'timeOff { id status version kind reason startsAt endsAt decidedAt decidedBy { id } requestedBy { id } resource { id } }'

/** A chef with a resource, signed in. */
async function hireChef(): Promise<{ chef: StaffMember; chefId: string }> {
  const chef = await hire(scene.gateway, scene.business, 'CHEF', [scene.stationId])
  return { chef, chefId: await addResource(scene, { kind: 'CHEF', name: 'Chef', userId: chef.userId }) }
}

const off = (resourceId: string) => ({
  resourceId: publicResource(resourceId),
  startsAt: hoursLater(-2),
  endsAt: hoursLater(72),
  kind: 'VACATION',
})

describe('time off', () => {
  it('is asked for by the chef, granted by the manager, and then nothing is booked into it', async () => {
    const { chef, chefId } = await hireChef()
    const requested = await send('requestTimeOff', TIME_OFF, { ...off(chefId), reason: 'A wedding' }, chef)
    const { id: timeOffId } = requested.timeOff as { id: string }
    expect(requested.timeOff).toMatchObject({
      status: 'REQUESTED',
      version: 1,
      requestedBy: { id: publicId('user', chef.userId) },
      decidedBy: null,
      decidedAt: null,
    })
    const free = await addBooking(scene, { resourceIds: [chefId], startsAt: hoursLater(100), endsAt: hoursLater(102) })
    expect(free).toBeTruthy()
    expect(await send('approveTimeOff', TIME_OFF, { timeOffId, expectedVersion: 1 })).toMatchObject({
      timeOff: {
        status: 'APPROVED',
        version: 2,
        decidedBy: { id: publicId('user', scene.manager.userId) },
        decidedAt: expect.any(String),
      },
    })
    await expect(addBooking(scene, { resourceIds: [chefId] })).rejects.toMatchObject({
      code: 'SLOT_UNAVAILABLE',
      reasons: [{ code: 'TIME_OFF', resourceId: chefId, until: hoursLater(72).getTime() }],
    })
    // Past all checks the constraint of the database holds it too.
    await expect(
      scene.gateway.sql(
        `insert into bookings.allocations (id, station_id, resource_id, during, kind, status, updated_at)
         values (gen_random_uuid(), $1, $2, tstzrange($3, $4), 'TRAVEL', 'ACTIVE', now())`,
        [scene.stationId, chefId, STARTS_AT, ENDS_AT],
      ),
    ).rejects.toMatchObject({ code: '23P01' })
    expect(await send('cancelTimeOff', TIME_OFF, { timeOffId, expectedVersion: 2 }, chef)).toMatchObject({
      timeOff: { status: 'CANCELLED', version: 3 },
    })
    await addBooking(scene, { resourceIds: [chefId] })
  })

  it('over bookings is refused with which they are, unless it is forced; then it holds what is left', async () => {
    const { chef, chefId } = await hireChef()
    const bookingId = await addBooking(scene, { resourceIds: [chefId] })
    const holdId = await addHold(scene, { resourceIds: [chefId], startsAt: hoursLater(20), endsAt: hoursLater(22) })
    await addHold(
      scene,
      { resourceIds: [chefId], startsAt: hoursLater(30), endsAt: hoursLater(31), holdMinutes: 1 },
      new Date(Date.now() - 120_000),
    )
    const { timeOff } = await send('requestTimeOff', TIME_OFF, off(chefId), chef)
    const wanted = { timeOffId: (timeOff as { id: string }).id, expectedVersion: 1 }
    const before = await stored()
    const refused = await send(
      'approveTimeOff',
      TIME_OFF,
      wanted,
      scene.manager,
      '... on TimeOffConflictError { bookings { id } }',
    )
    expect(refused).toMatchObject({
      code: 'TIME_OFF_CONFLICT',
      bookings: [{ id: publicBooking(bookingId) }, { id: publicBooking(holdId) }],
    })
    expect(await stored()).toEqual(before)
    expect(await send('approveTimeOff', TIME_OFF, { ...wanted, force: true })).toMatchObject({
      timeOff: { status: 'APPROVED' },
    })
    const blocks = await scene.gateway.sql(
      `select lower(during) as "from", upper(during) as until from bookings.allocations where resource_id = $1 and kind = 'BLOCK' order by 1`,
      [chefId],
    )
    expect(blocks).toEqual([
      { from: hoursLater(-2), until: STARTS_AT },
      { from: ENDS_AT, until: hoursLater(20) },
      { from: hoursLater(22), until: hoursLater(72) },
    ])
  })

  it('is asked for by chefs for themselves alone, and decided on by those who may', async () => {
    const [{ chef, chefId }, other] = [await hireChef(), await hireChef()]
    const { timeOff } = await send('requestTimeOff', TIME_OFF, off(chefId), chef)
    const wanted = { timeOffId: (timeOff as { id: string }).id, expectedVersion: 1 }
    const before = await stored()
    const answer = async (name: string, input: object, { token }: StaffMember) => {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
      const { body } = await scene.gateway.send(
        `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename } }`,
        { input },
        token,
      )
      return body.errors?.[0]?.extensions.code
    }
    expect(await answer('requestTimeOff', off(other.chefId), chef)).toBe('FORBIDDEN')
    expect(await answer('approveTimeOff', wanted, chef)).toBe('FORBIDDEN')
    expect(await answer('declineTimeOff', wanted, chef)).toBe('FORBIDDEN')
    expect(await answer('cancelTimeOff', wanted, other.chef)).toBe('FORBIDDEN')
    expect(await stored()).toEqual(before)
    expect(await send('declineTimeOff', TIME_OFF, wanted)).toMatchObject({
      timeOff: { status: 'DECLINED', version: 2 },
    })
    expect(await send('approveTimeOff', TIME_OFF, wanted)).toMatchObject({ currentVersion: 2 })
    expect(await send('approveTimeOff', TIME_OFF, { ...wanted, expectedVersion: 2 })).toMatchObject({
      code: 'INVALID_TRANSITION',
    })
  })

  it('is listed whole for those who decide, and for others their own', async () => {
    const { chef, chefId } = await hireChef()
    const mine = await send('requestTimeOff', TIME_OFF, off(chefId), chef)
    const { id } = mine.timeOff as { id: string }
    const LIST = `query ($filter: TimeOffFilter) { timeOff(first: 100, filter: $filter) { totalCount nodes { id status } } }`
    type Listed = { timeOff: { totalCount: number; nodes: { id: string }[] } }
    const list = async ({ token }: StaffMember, filter: object | null = null) =>
      (await scene.gateway.query<Listed>(LIST, { filter }, token)).timeOff
    expect(await list(chef)).toEqual({ totalCount: 1, nodes: [{ id, status: 'REQUESTED' }] })
    const [count] = await scene.gateway.sql<{ count: number }>('select count(*)::int as count from bookings.time_off')
    expect((await list(scene.manager)).totalCount).toBe(count?.count)
    expect(await list(scene.manager, { resource: { eq: publicResource(chefId) } })).toMatchObject({ totalCount: 1 })
    const outsider = await hireWith(scene, ['bookings:timeoff:request'])
    expect(await list(outsider)).toEqual({ totalCount: 0, nodes: [] })
    const node = async ({ token }: StaffMember) =>
      (await scene.gateway.query<{ node: object | null }>('query ($id: ID!) { node(id: $id) { id } }', { id }, token))
        .node
    expect([await node(chef), await node(scene.manager), await node(outsider)]).toEqual([{ id }, { id }, null])
  })
})
