import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { publicId } from '#graphql/ids.ts'
import { givePolicy } from '../../../support/availability.ts'
import {
  addChef,
  addCustomer,
  addResource,
  addServiceItem,
  asGateway,
  type BookingScene,
  bookingFields,
  claimsOf,
  countRows,
  publicResource,
  STARTS_AT,
} from '../../../support/bookings.ts'
import type { ChosenClock } from '../../../support/chosen-clock.ts'

import { CREATE, type OfferScene, openOfferScene } from './offer-scene.ts'

let scene: BookingScene
let clock: ChosenClock
let look: OfferScene['look']
let send: OfferScene['send']
let offerOf: OfferScene['offerOf']

beforeAll(async () => {
  ;({ scene, clock, look, send, offerOf } = await openOfferScene())
})
afterAll(() => scene.gateway.stop())
beforeEach(() => givePolicy(scene, { alignmentMinutes: 60 }))

describe('any chef', () => {
  it('is whoever has least to do that day, then whoever is nearest, then the same as ever', async () => {
    const place = { ...scene, stationId: scene.otherStationId }
    const customerId = await addCustomer(place)
    const [near, far, busy] = [await addChef(place), await addChef(place), await addChef(place)]
    const home = `update bookings.resources set home_latitude = $2, home_longitude = $3 where id = $1`
    await scene.gateway.sql(home, [near, 42.36, -71.06])
    await scene.gateway.sql(home, [far, 42.95, -71.44])
    await scene.gateway.sql(home, [busy, 42.36, -71.06])
    const book = async (fields: object) => {
      const input = { stationId: place.stationId, fields: bookingFields(customerId, fields) }
      const { bookingId } = await createBooking(asGateway(place), input)
      return (await claimsOf(scene, bookingId)).map(({ resourceId }) => resourceId)
    }
    const morning = {
      startsAt: new Date(STARTS_AT.getTime() - 6 * 3_600_000),
      endsAt: new Date(STARTS_AT.getTime() - 5 * 3_600_000),
    }
    expect(await book({ resourceIds: [busy], ...morning })).toEqual([busy])
    const any = { needs: [{ kind: 'CHEF', count: 1 }], venuePoint: { latitude: 42.36, longitude: -71.06 } }
    expect([await book(any), await book(any), await book(any)]).toEqual([[near], [far], [busy]])
    await expect(book(any)).rejects.toMatchObject({
      code: 'SLOT_TAKEN',
      resourceId: null,
      until: new Date('2093-06-21T02:00:00.000Z'),
    })
  })

  it('is found for as many as there are, however many ask at once', async () => {
    const vans = await Promise.all(Array.from({ length: 4 }, () => addResource(scene)))
    const needs = [{ kind: 'VEHICLE', count: 1 }]
    const offerToken = (await look({ needs })).days[0]?.slots[12]?.offerToken
    const results = await Promise.all(Array.from({ length: 10 }, () => send(CREATE, { offerToken })))
    expect(results.filter(({ __typename }) => __typename === 'SlotTakenError')).toHaveLength(6)
    const booked = results.filter(({ __typename }) => __typename === 'CreateBookingPayload')
    const assigned = booked.flatMap(({ booking }) => (booking as { resources: { id: string }[] }).resources)
    expect(assigned.map(({ id }) => id).toSorted()).toEqual(vans.map(publicResource).toSorted())
  })
})

describe('a time that nobody has', () => {
  it('is refused to the staff too when policy or hours are against it, with all reasons', async () => {
    const { chefId } = await offerOf()
    await givePolicy(scene, { alignmentMinutes: 60, horizonDays: 30 })
    const before = await countRows(scene)
    const refused = await send(CREATE, {
      kind: 'CATERING',
      startsAt: '2093-06-20T12:00:00Z',
      endsAt: '2093-06-20T14:00:00Z',
      resourceIds: [publicResource(chefId)],
    })
    expect(refused).toEqual({
      __typename: 'SlotUnavailableError',
      code: 'SLOT_UNAVAILABLE',
      message: 'The time cannot be had: HORIZON, HOURS.',
      path: ['startsAt'],
      reasons: [
        { code: 'HORIZON', resourceId: null },
        { code: 'HOURS', resourceId: publicResource(chefId) },
      ],
      alternatives: [],
    })
    expect(await countRows(scene)).toEqual(before)
  })

  it('is had by as many as the policy lets begin on a day, however many ask at once', async () => {
    await givePolicy(scene, { alignmentMinutes: 60, stationDailyCap: 3 })
    const day = '2093-07-11'
    const chefs = await Promise.all(Array.from({ length: 12 }, () => addChef(scene)))
    const results = await Promise.all(
      chefs.map((chefId, at) =>
        send(CREATE, {
          kind: 'CATERING',
          startsAt: `${day}T${String(12 + (at % 6)).padStart(2, '0')}:00:00Z`,
          endsAt: `${day}T23:00:00Z`,
          resourceIds: [publicResource(chefId)],
        }),
      ),
    )
    expect(results.filter(({ __typename }) => __typename === 'CreateBookingPayload')).toHaveLength(3)
    const refused = results.filter(({ __typename }) => __typename === 'SlotUnavailableError')
    expect(refused).toHaveLength(9)
    for (const { reasons } of refused) expect(reasons).toEqual([{ code: 'DAILY_CAP', resourceId: null }])
  })

  it('lies too near to another job for two who ask at once: one gets it', async () => {
    await givePolicy(scene, { alignmentMinutes: 60, bufferAfterMinutes: 60 })
    for (let round = 0; round < 10; round += 1) {
      const resourceIds = [publicResource(await addChef(scene))]
      const book = (from: string, until: string) =>
        send(CREATE, {
          kind: 'CATERING',
          startsAt: `2093-08-02T${from}:00Z`,
          endsAt: `2093-08-02T${until}:00Z`,
          resourceIds,
        })
      const results = await Promise.all([book('12:00', '14:00'), book('14:30', '16:00')])
      expect(results.map(({ __typename }) => __typename).sort()).toEqual([
        'CreateBookingPayload',
        'SlotUnavailableError',
      ])
    }
  })
})

describe('somebody who walks in', () => {
  it('begins now, for as long as the services take, whatever notice others have to give', async () => {
    await givePolicy(scene, { alignmentMinutes: 60, minimumNoticeMinutes: 600 })
    const chefId = await addChef(scene)
    const cut = await addServiceItem(scene, { kind: 'SERVICE', name: 'Cut', durationMinutes: 45, per: 'BOOKING' })
    const items = [{ serviceItemId: publicId('service item', cut) }]
    const input = { kind: 'APPOINTMENT', items, resourceIds: [publicResource(chefId)] }
    expect(await send(CREATE, input)).toMatchObject({ __typename: 'ValidationError', path: ['startsAt'] })
    const before = clock.now().getTime()
    const { booking } = await send(CREATE, { ...input, source: 'WALK_IN' })
    const { startsAt, endsAt } = booking as { startsAt: string; endsAt: string }
    expect(Date.parse(startsAt) - before).toBeLessThan(60_000)
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(45 * 60_000)
    const soon = { startsAt: new Date(before + 3_600_000).toISOString() }
    expect(
      await send(CREATE, { ...input, ...soon, resourceIds: [publicResource(await addChef(scene))] }),
    ).toMatchObject({
      reasons: [{ code: 'NOTICE' }],
    })
  })
})
