import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deactivateResource } from '#domains/bookings/use-cases/availability/deactivate-resource.ts'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addResource,
  asGateway,
  type BookingScene,
  hireChef,
  hireWith,
  openBookingScene,
  publicBooking,
  publicResource,
  publicStation,
} from '../../../support/bookings.ts'
import { hire, hireOwner, type StaffMember } from '../../../support/business.ts'
import { changeFeed, fetchCalendar, readCalendar } from '../../../support/calendar-feeds.ts'
import { waitFor } from '../../../support/wait.ts'

let scene: BookingScene
let owner: StaffMember
let soon: { startsAt: Date; endsAt: Date }

beforeAll(async () => {
  scene = await openBookingScene()
  owner = await hireOwner(scene.gateway, scene.business)
  const startsAt = new Date(Date.now() + 86_400_000)
  soon = { startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000) }
})

afterAll(() => scene.gateway.stop())

const statusOf = async (url: string) => (await fetchCalendar(url)).status

/** The address of a new feed of the first station, by somebody. */
async function feedOf({ token }: { token: string }): Promise<string> {
  const { url } = await changeFeed(
    scene.gateway,
    'create',
    { name: 'Station', stationId: publicStation(scene.stationId) },
    token,
  )
  expect(await statusOf(url)).toBe(200)
  return url
}

async function askAsOwner(mutation: string, input: object): Promise<void> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
  const { result } = await scene.gateway.query<{ result: { __typename: string } }>(
    `mutation ($input: ${type}Input!) { result: ${mutation}(input: $input) { __typename } }`,
    { input },
    owner.token,
  )
  expect(result.__typename).toBe(`${type}Payload`)
}

describe('a calendar is gone', () => {
  it('while its maker is suspended', async () => {
    const { gateway, business, stationId } = scene
    const maker = await hire(gateway, business, 'OBSERVER', [stationId])
    const url = await feedOf(maker)
    const userId = publicId('user', maker.userId)
    await askAsOwner('suspendUser', { userId })
    expect(await statusOf(url)).toBe(404)
    await askAsOwner('reinstateUser', { userId })
    expect(await statusOf(url)).toBe(200)
  })

  it('once the role is revoked with which its maker could read bookings there', async () => {
    const { gateway, business, stationId, otherStationId } = scene
    const maker = await hire(gateway, business, 'OBSERVER', [stationId, otherStationId])
    const url = await feedOf(maker)
    const role = { userId: publicId('user', maker.userId), role: 'OBSERVER' }
    await askAsOwner('revokeRole', { ...role, stationId: publicStation(otherStationId) })
    expect(await statusOf(url)).toBe(200)
    await askAsOwner('revokeRole', { ...role, stationId: publicStation(stationId) })
    expect(await statusOf(url)).toBe(404)
  })

  it('once the permission is taken from the role', async () => {
    const maker = await hireWith(scene, ['bookings:booking:read'])
    const url = await feedOf(maker)
    await scene.gateway.sql(
      `delete from identity.role_permissions where role_id in (select role_id from identity.user_roles where user_id = $1)`,
      [maker.userId],
    )
    expect(await statusOf(url)).toBe(404)
  })

  it('once its maker is nobody any more', async () => {
    const url = await feedOf(scene.manager)
    await scene.gateway.sql('update bookings.calendar_feeds set created_by_id = null where created_by_id = $1', [
      scene.manager.userId,
    ])
    expect(await statusOf(url)).toBe(404)
  })

  it('once the resource is not in use, whoever has made it', async () => {
    const chef = await hireChef(scene)
    const resourceId = publicResource(chef.resourceId)
    const own = await changeFeed(scene.gateway.on('chef'), 'create', { name: 'Mine', resourceId }, chef.token)
    const managed = await changeFeed(scene.gateway, 'create', { name: 'Chef', resourceId }, scene.manager.token)
    expect(await Promise.all([own.url, managed.url].map(statusOf))).toEqual([200, 200])
    await deactivateResource(asGateway(scene), { resourceId: chef.resourceId, expectedVersion: 1 })
    expect(await Promise.all([own.url, managed.url].map(statusOf))).toEqual([404, 404])
  })
})

describe('a calendar shows', () => {
  it('nothing of another station, though its maker may read that too', async () => {
    const url = await feedOf(owner)
    const bookingId = await addBooking(scene, soon)
    const there = await addResource({ ...scene, stationId: scene.otherStationId })
    const ofVan = await changeFeed(
      scene.gateway,
      'create',
      { name: 'Van', resourceId: publicResource(there) },
      owner.token,
    )
    expect((await readCalendar(url)).events.map(({ UID }) => UID)).toContain(`${publicBooking(bookingId)}@teppan`)
    expect((await readCalendar(ofVan.url)).events).toEqual([])
  })

  it('when it was last read, and writes that down once an hour at most', async () => {
    const url = await feedOf(scene.manager)
    const lastRead = async () => {
      const [row] = await scene.gateway.sql<{ at: Date | null }>(
        'select last_read_at as at from bookings.calendar_feeds where created_by_id = $1 order by created_at desc limit 1',
        [scene.manager.userId],
      )
      return row?.at ?? null
    }
    const first = await waitFor('the reading is written down', lastRead)
    await fetchCalendar(url)
    expect(await lastRead()).toEqual(first)
    await scene.gateway.sql(
      `update bookings.calendar_feeds set last_read_at = last_read_at - interval '61 minutes' where last_read_at is not null`,
    )
    await fetchCalendar(url)
    const again = await waitFor('the reading is written down again', async () => {
      const at = await lastRead()
      return at && at >= first ? at : null
    })
    expect(again.getTime()).toBeGreaterThanOrEqual(first.getTime())
    const changes = await scene.gateway.sql(
      `select 1 from audit.row_changes where table_name = 'bookings.calendar_feeds' and operation = 'UPDATE' and new_values ? 'last_read_at'`,
    )
    expect(changes).toEqual([])
  })
})
