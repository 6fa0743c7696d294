import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expireHolds } from '#domains/bookings/use-cases/expire-holds.ts'
import {
  addBooking,
  addChef,
  addCustomer,
  addHold,
  asGateway,
  asStaff,
  type BookingScene,
  claimsOf,
  countRows,
  lastChange,
  lastEvent,
  openBookingScene,
  readAll,
} from '../../support/bookings.ts'
import { withClient } from '../../support/database.ts'

const NOW = new Date('2093-06-01T10:00:00.000Z')
const LATER = new Date('2093-06-01T10:15:00.000Z')

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

describe('expireHolds', () => {
  it('writes off holds that have run out, and nothing else', async () => {
    const [gone, kept] = [await addChef(scene), await addChef(scene)]
    const goneId = await addHold(scene, { resourceIds: [gone] }, NOW)
    const keptId = await addHold(scene, { resourceIds: [kept], holdMinutes: 16 }, NOW)
    const bookingId = await addBooking(scene)
    const before = [await readAll(scene, keptId), await readAll(scene, bookingId)]
    expect(await expireHolds(asGateway(scene, LATER), {})).toEqual({ expired: 1 })
    const [row] = await scene.gateway.sql(
      'select status, hold_expires_at, version, updated_at from bookings.bookings where id = $1',
      [goneId],
    )
    expect(row).toEqual({ status: 'EXPIRED', hold_expires_at: null, version: 2, updated_at: LATER })
    expect(await claimsOf(scene, goneId)).toMatchObject([{ kind: 'HOLD', status: 'RELEASED' }])
    expect(await lastChange(scene, goneId)).toMatchObject({ from: 'HELD', to: 'EXPIRED', actorId: null })
    expect(await lastEvent(scene, goneId)).toMatchObject({
      type: 'booking.expired',
      version: 2,
      actorId: null,
      payload: { customerId: scene.customerId, from: 'HELD', to: 'EXPIRED' },
    })
    expect([await readAll(scene, keptId), await readAll(scene, bookingId)]).toEqual(before)
  })

  it('finds nothing the second time', async () => {
    await addHold(scene, {}, NOW)
    expect(await expireHolds(asGateway(scene, LATER), {})).toEqual({ expired: 1 })
    const before = await countRows(scene)
    expect(await expireHolds(asGateway(scene, LATER), {})).toEqual({ expired: 0 })
    expect(await countRows(scene)).toEqual(before)
  })

  it('gets through more than one batch', async () => {
    for (let at = 0; at < 101; at += 1) await addHold(scene, {}, NOW)
    expect(await expireHolds(asGateway(scene, LATER), {})).toEqual({ expired: 101 })
  })

  it('keeps to the station that it is told, and to those of the viewer', async () => {
    const elsewhere = { ...scene, stationId: scene.otherStationId }
    const hereId = await addHold(scene, {}, NOW)
    const thereId = await addHold({ ...elsewhere, customerId: await addCustomer(elsewhere) }, {}, NOW)
    const gateway = asGateway(scene, LATER)
    const reader = { ...asStaff(scene, ['bookings:booking:read']), clock: gateway.clock }
    expect(await expireHolds(reader, {})).toEqual({ expired: 0 })
    expect(await expireHolds(gateway, { stationId: scene.otherStationId })).toEqual({ expired: 1 })
    expect(await lastEvent(scene, thereId)).toMatchObject({ type: 'booking.expired' })
    expect(await lastEvent(scene, hereId)).toMatchObject({ type: 'booking.held' })
    expect(await expireHolds(gateway, {})).toEqual({ expired: 1 })
  })

  it('leaves a hold out that somebody is working on, instead of waiting', async () => {
    const busyId = await addHold(scene, {}, NOW)
    const idleId = await addHold(scene, {}, NOW)
    await withClient(scene.gateway.database.adminUrl, async (client) => {
      await client.query('begin')
      await client.query('select from bookings.bookings where id = $1 for update', [busyId])
      expect(await expireHolds(asGateway(scene, LATER), {})).toEqual({ expired: 1 })
      await client.query('rollback')
    })
    expect(await lastEvent(scene, idleId)).toMatchObject({ type: 'booking.expired' })
    expect(await expireHolds(asGateway(scene, LATER), {})).toEqual({ expired: 1 })
    expect(await lastEvent(scene, busyId)).toMatchObject({ type: 'booking.expired' })
  })

  it('writes each hold off once when several run at the same time', async () => {
    const ids = []
    for (let at = 0; at < 20; at += 1) ids.push(await addHold(scene, {}, NOW))
    const before = await countRows(scene)
    const runs = await Promise.all(Array.from({ length: 4 }, () => expireHolds(asGateway(scene, LATER), {})))
    expect(runs.reduce((sum, { expired }) => sum + expired, 0)).toBe(20)
    expect(await countRows(scene)).toEqual({ ...before, changes: before.changes + 20, events: before.events + 20 })
  })
})
