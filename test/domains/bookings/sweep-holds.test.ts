import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sweepHolds } from '#domains/bookings/use-cases/expire-holds.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { HoldSweeper } from '#server/hold-sweeper.ts'
import {
  addBooking,
  addChef,
  addCustomer,
  addHold,
  type BookingScene,
  countRows,
  lastEvent,
  openBookingScene,
} from '../../support/bookings.ts'
import { actAs, createBusiness } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { withClient } from '../../support/database.ts'
import { startTestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

const clock = new ChosenClock()
let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene({ clock })
})
afterAll(() => scene.gateway.stop())

const sweep = () => sweepHolds(actAs(scene.gateway, systemViewer('platform')))

describe('the sweep of holds', () => {
  it('writes off those of all stations of all businesses that have run out by the clock, and no others', async () => {
    const business = await createBusiness(scene.gateway)
    const elsewhere = { ...scene, business, stationId: business.stationIds[0] }
    const here = await addHold(scene, { holdMinutes: 10 })
    const there = await addHold({ ...elsewhere, customerId: await addCustomer(elsewhere) }, { holdMinutes: 10 })
    const longer = await addHold(scene, { holdMinutes: 30 })
    expect(await sweep()).toEqual({ expired: 0 })
    clock.pass(10 * 60)
    expect(await sweep()).toEqual({ expired: 2 })
    for (const id of [here, there])
      expect(await lastEvent(scene, id)).toMatchObject({ type: 'booking.expired', actorId: null })
    expect(await lastEvent(scene, longer)).toMatchObject({ type: 'booking.held' })
    clock.pass(20 * 60)
    expect(await sweep()).toEqual({ expired: 1 })
  })

  it('is left to the gateway that is at it', async () => {
    await addHold(scene, { holdMinutes: 1 })
    clock.pass(60)
    const before = await countRows(scene)
    await withClient(scene.gateway.database.adminUrl, async (other) => {
      await other.query(`begin; select pg_advisory_xact_lock(hashtextextended('holds of all stations', 0))`)
      expect(await sweep()).toEqual({ expired: 0 })
      expect(await countRows(scene)).toEqual(before)
      await other.query('rollback')
    })
    expect(await sweep()).toEqual({ expired: 1 })
  })

  it('frees the time before it comes: whoever wants it meanwhile gets it', async () => {
    const chefId = await addChef(scene)
    const hold = await addHold(scene, { resourceIds: [chefId], holdMinutes: 1 })
    clock.pass(60)
    await addBooking(scene, { resourceIds: [chefId] })
    expect(await lastEvent(scene, hold)).toMatchObject({ type: 'booking.expired' })
    expect(await sweep()).toEqual({ expired: 0 })
  })

  it('is made by the gateway while it runs, and not after it has stopped', async () => {
    const gateway = await startTestGateway({ clock, database: scene.gateway.database, holdSweepMs: 5 })
    const hold = await addHold(scene, { holdMinutes: 1 })
    clock.pass(60)
    await waitFor('the hold to be written off', async () => (await lastEvent(scene, hold))?.type === 'booking.expired')
    await gateway.stop()
    const kept = await addHold(scene, { holdMinutes: 1 })
    clock.pass(60)
    expect(await lastEvent(scene, kept)).toMatchObject({ type: 'booking.held' })
    expect(await sweep()).toEqual({ expired: 1 })
  })

  it('is made again and again until it is stopped', async () => {
    const sweeper = new HoldSweeper(scene.gateway.gateway.platform, 5)
    sweeper.start()
    for (let round = 0; round < 2; round += 1) {
      const hold = await addHold(scene, { holdMinutes: 1 })
      clock.pass(60)
      await waitFor(
        'the hold to be written off',
        async () => (await lastEvent(scene, hold))?.type === 'booking.expired',
      )
    }
    await sweeper.stop()
    const kept = await addHold(scene, { holdMinutes: 1 })
    clock.pass(60)
    expect(await lastEvent(scene, kept)).toMatchObject({ type: 'booking.held' })
  })
})
