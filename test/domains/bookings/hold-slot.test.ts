import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdSlot } from '#domains/bookings/use-cases/hold-slot.ts'
import { ForbiddenError, NotFoundError, ValidationError } from '#kernel/errors.ts'
import {
  addBooking,
  addChef,
  addHold,
  addServiceItem,
  asGateway,
  asStaff,
  type BookingScene,
  bookingFields,
  claimsOf,
  countRows,
  ENDS_AT,
  hoursLater,
  lastChange,
  lastEvent,
  openBookingScene,
  readAll,
  STARTS_AT,
} from '../../support/bookings.ts'
import { createBusiness } from '../../support/business.ts'

const NOW = new Date('2093-06-01T10:00:00.000Z')

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

describe('holdSlot', () => {
  it('keeps the time for 15 minutes, at a price', async () => {
    const { stationId, customerId, gateway } = scene
    const chefId = await addChef(scene)
    const items = [{ serviceItemId: await addServiceItem(scene), quantity: 3 }]
    const { bookingId } = await holdSlot(asGateway(scene, NOW), {
      stationId,
      fields: bookingFields(customerId, { resourceIds: [chefId], items }),
    })
    const [row] = await gateway.sql(
      `select status, hold_expires_at, created_at, version, total_cents::int from bookings.bookings where id = $1`,
      [bookingId],
    )
    expect(row).toEqual({
      status: 'HELD',
      hold_expires_at: new Date('2093-06-01T10:15:00.000Z'),
      created_at: NOW,
      version: 1,
      total_cents: 13_500,
    })
    expect(await claimsOf(scene, bookingId)).toEqual([
      { resourceId: chefId, kind: 'HOLD', status: 'HELD', startsAt: STARTS_AT, endsAt: ENDS_AT },
    ])
    expect(await lastChange(scene, bookingId)).toMatchObject({ from: null, to: 'HELD', actorId: null })
    expect(await lastEvent(scene, bookingId)).toEqual({
      type: 'booking.held',
      stationId,
      aggregateType: 'booking',
      version: 1,
      actorId: null,
      payload: {
        customerId,
        from: null,
        to: 'HELD',
        startsAt: '2093-06-20T22:00:00.000Z',
        endsAt: '2093-06-21T02:00:00.000Z',
        resourceIds: [chefId],
        holdExpiresAt: '2093-06-01T10:15:00.000Z',
      },
    })
  })

  it('keeps it for as long as is asked for', async () => {
    const bookingId = await addHold(scene, { holdMinutes: 45 }, NOW)
    const [row] = await scene.gateway.sql('select hold_expires_at from bookings.bookings where id = $1', [bookingId])
    expect(row).toEqual({ hold_expires_at: new Date('2093-06-01T10:45:00.000Z') })
  })

  it('is refused where a booking or another hold is', async () => {
    const [booked, held] = [await addChef(scene), await addChef(scene)]
    await addBooking(scene, { resourceIds: [booked] })
    await addHold(scene, { resourceIds: [held], endsAt: hoursLater(1) }, NOW)
    const before = await countRows(scene)
    for (const [chefId, until] of [[booked, ENDS_AT] as const, [held, hoursLater(1)] as const]) {
      await expect(addHold(scene, { resourceIds: [chefId] }, NOW)).rejects.toMatchObject({
        code: 'SLOT_TAKEN',
        resourceId: chefId,
        until,
      })
    }
    expect(await countRows(scene)).toEqual(before)
  })

  it('takes the time of another hold from the moment that it runs out', async () => {
    const resourceIds = [await addChef(scene)]
    const firstId = await addHold(scene, { resourceIds }, NOW)
    const before = await readAll(scene, firstId)
    const lastMoment = new Date('2093-06-01T10:14:59.999Z')
    await expect(addHold(scene, { resourceIds }, lastMoment)).rejects.toMatchObject({ code: 'SLOT_TAKEN' })
    expect(await readAll(scene, firstId)).toEqual(before)
    const secondId = await addHold(scene, { resourceIds }, new Date('2093-06-01T10:15:00.000Z'))
    expect(await claimsOf(scene, firstId)).toMatchObject([{ status: 'RELEASED' }])
    expect(await claimsOf(scene, secondId)).toMatchObject([{ status: 'HELD' }])
  })

  it('refuses what is wrong, and those who may not make bookings', async () => {
    const { stationId, customerId, gateway } = scene
    const fields = bookingFields(customerId)
    const before = await countRows(scene)
    const tooLong = { stationId, fields: { ...fields, holdMinutes: 61 } }
    await expect(holdSlot(asGateway(scene), tooLong)).rejects.toThrow(ValidationError)
    await expect(holdSlot(asStaff(scene, ['bookings:booking:read']), { stationId, fields })).rejects.toThrow(
      ForbiddenError,
    )
    const elsewhere = { stationId: (await createBusiness(gateway)).stationIds[0], fields }
    await expect(holdSlot(asGateway(scene), elsewhere)).rejects.toThrow(NotFoundError)
    expect(await countRows(scene)).toEqual(before)
  })
})
