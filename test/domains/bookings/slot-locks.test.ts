import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assignChef } from '#domains/bookings/use-cases/assign-chef.ts'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { rescheduleBooking } from '#domains/bookings/use-cases/reschedule-booking.ts'
import {
  addBooking,
  addChef,
  addResource,
  asGateway,
  type BookingScene,
  bookingFields,
  claimsOf,
  countRows,
  ENDS_AT,
  hoursLater,
  openBookingScene,
  readAll,
  STARTS_AT,
} from '../../support/bookings.ts'
import { withClient } from '../../support/database.ts'
import { waitFor } from '../../support/wait.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

/** Somebody else's connection, inside a transaction of its own. */
function withStranger(use: (client: pg.Client) => Promise<void>): Promise<void> {
  return withClient(scene.gateway.database.adminUrl, async (client) => {
    await client.query('begin')
    await use(client)
  })
}

/** Until the gateway waits for something that the stranger holds. */
function gatewayWaitsFor(stranger: pg.Client) {
  const { processID } = stranger as pg.Client & { processID: number }
  return waitFor('the gateway to wait', async () => {
    const rows = await scene.gateway.sql(
      `select from pg_stat_activity where datname = current_database() and $1 = any(pg_blocking_pids(pid))`,
      [processID],
    )
    return rows.length > 0
  })
}

/** Takes a chef's time without asking anybody, from one hour after the start to six hours after it. */
async function block(stranger: pg.Client, resourceId: string): Promise<void> {
  await stranger.query(
    `insert into bookings.allocations (id, station_id, resource_id, during, kind, status, updated_at)
     values (gen_random_uuid(), $1, $2, tstzrange($3, $4), 'BLOCK', 'ACTIVE', now())`,
    [scene.stationId, resourceId, hoursLater(1), hoursLater(6)],
  )
}

const refusal = (resourceId: string) => ({ code: 'SLOT_TAKEN', resourceId, until: hoursLater(6) })

describe('whoever wants a resource', () => {
  it('waits for its turn before writing anything, and then sees what the one before has done', async () => {
    const chefId = await addChef(scene)
    const before = await countRows(scene)
    await withStranger(async (stranger) => {
      await stranger.query('select from bookings.resources where id = $1 for no key update', [chefId])
      const creating = addBooking(scene, { resourceIds: [chefId] })
      creating.catch(() => undefined)
      await gatewayWaitsFor(stranger)
      await block(stranger, chefId)
      await stranger.query('commit')
      await expect(creating).rejects.toMatchObject(refusal(chefId))
    })
    expect(await countRows(scene)).toEqual({ ...before, allocations: before.allocations + 1 })
  })

  it('gets it after a deadlock with a stranger, once', async () => {
    const [low = '', high = ''] = [await addResource(scene), await addResource(scene)].toSorted()
    const before = await countRows(scene)
    await withStranger(async (stranger) => {
      await stranger.query('select from bookings.resources where id = $1 for no key update', [high])
      const creating = addBooking(scene, { resourceIds: [high, low], items: [] })
      await gatewayWaitsFor(stranger)
      // The gateway has waited longer, so it is the one whose transaction the database ends; it tries again.
      await stranger.query('select from bookings.resources where id = $1 for no key update', [low])
      await stranger.query('commit')
      expect(await claimsOf(scene, await creating)).toMatchObject([{ resourceId: low }, { resourceId: high }])
    })
    expect(await countRows(scene)).toEqual({
      bookings: before.bookings + 1,
      items: before.items,
      allocations: before.allocations + 2,
      changes: before.changes + 1,
      events: before.events + 1,
    })
  })
})

describe('against somebody who writes past the locks, the database itself keeps time from being given away twice:', () => {
  it('a new booking is refused, and says until when', async () => {
    const chefId = await addChef(scene)
    const before = await countRows(scene)
    await withStranger(async (stranger) => {
      await block(stranger, chefId)
      const creating = addBooking(scene, { resourceIds: [chefId] })
      creating.catch(() => undefined)
      await gatewayWaitsFor(stranger)
      await stranger.query('commit')
      await expect(creating).rejects.toMatchObject(refusal(chefId))
    })
    expect(await countRows(scene)).toEqual({ ...before, allocations: before.allocations + 1 })
  })

  it('a new booking is made when the other one gives up', async () => {
    const chefId = await addChef(scene)
    await withStranger(async (stranger) => {
      await block(stranger, chefId)
      const creating = addBooking(scene, { resourceIds: [chefId] })
      await gatewayWaitsFor(stranger)
      await stranger.query('rollback')
      expect(await claimsOf(scene, await creating)).toMatchObject([{ resourceId: chefId, status: 'ACTIVE' }])
    })
  })

  it('a booking is not moved', async () => {
    const chefId = await addChef(scene)
    const earlier = { startsAt: hoursLater(-4), endsAt: STARTS_AT }
    const bookingId = await addBooking(scene, { ...earlier, resourceIds: [chefId] })
    const before = await readAll(scene, bookingId)
    await withStranger(async (stranger) => {
      await block(stranger, chefId)
      const move = { bookingId, expectedVersion: 1, startsAt: STARTS_AT, endsAt: ENDS_AT }
      const moving = rescheduleBooking(asGateway(scene), move)
      moving.catch(() => undefined)
      await gatewayWaitsFor(stranger)
      await stranger.query('commit')
      await expect(moving).rejects.toMatchObject(refusal(chefId))
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('a chef is not assigned', async () => {
    const chefId = await addChef(scene)
    const bookingId = await addBooking(scene)
    const before = await readAll(scene, bookingId)
    await withStranger(async (stranger) => {
      await block(stranger, chefId)
      const assigning = assignChef(asGateway(scene), { bookingId, expectedVersion: 1, resourceId: chefId })
      assigning.catch(() => undefined)
      await gatewayWaitsFor(stranger)
      await stranger.query('commit')
      await expect(assigning).rejects.toMatchObject(refusal(chefId))
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('the answer does not know who was in the way when that is free again', async () => {
    const chefId = await addChef(scene)
    const { stationId, customerId } = scene
    await withStranger(async (stranger) => {
      await block(stranger, chefId)
      const context = asGateway(scene)
      let runs = 0
      const creating = createBooking(
        {
          ...context,
          unitOfWork: {
            async run(viewer, work) {
              runs += 1
              // The second run is the look at what stood in the way.
              if (runs === 2)
                await scene.gateway.sql('delete from bookings.allocations where resource_id = $1', [chefId])
              return context.unitOfWork.run(viewer, work)
            },
          },
        },
        { stationId, fields: bookingFields(customerId, { resourceIds: [chefId] }) },
      )
      creating.catch(() => undefined)
      await gatewayWaitsFor(stranger)
      await stranger.query('commit')
      await expect(creating).rejects.toMatchObject({ code: 'SLOT_TAKEN', resourceId: null, until: null })
    })
  })
})
