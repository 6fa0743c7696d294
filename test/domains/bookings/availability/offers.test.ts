import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { holdSlot } from '#domains/bookings/use-cases/hold-slot.ts'
import { findId, publicId } from '#graphql/ids.ts'
import type { PartnerViewer } from '#kernel/viewer.ts'
import { giveKey } from '../../../support/api-keys.ts'
import { giveOverride, givePolicy } from '../../../support/availability.ts'
import {
  addChef,
  addCustomer,
  type BookingScene,
  bookingFields,
  claimsOf,
  countRows,
  publicResource,
} from '../../../support/bookings.ts'
import { actAs, signIn } from '../../../support/business.ts'
import type { ChosenClock } from '../../../support/chosen-clock.ts'

import { askQuote, book } from '../pricing/quoting.ts'
import { CREATE, HOLD, type OfferScene, openOfferScene, type Slot } from './offer-scene.ts'

let scene: BookingScene
let clock: ChosenClock
let send: OfferScene['send']
let offerOf: OfferScene['offerOf']

beforeAll(async () => {
  ;({ scene, clock, send, offerOf } = await openOfferScene())
})
afterAll(() => scene.gateway.stop())
beforeEach(() => givePolicy(scene, { alignmentMinutes: 60 }))

describe('an offer', () => {
  it('is booked as it was made, without naming its terms again', async () => {
    const { chefId, offerToken } = await offerOf({ guests: 2 })
    expect(await send(CREATE, { offerToken })).toEqual({
      __typename: 'CreateBookingPayload',
      booking: {
        id: expect.any(String),
        status: 'PENDING',
        startsAt: '2093-06-20T21:00:00.000Z',
        endsAt: '2093-06-20T23:00:00.000Z',
        kind: 'CATERING',
        resources: [{ id: publicResource(chefId) }],
      },
    })
  })

  it('is held as long as the policy says', async () => {
    const { offerToken } = await offerOf()
    const before = clock.now().getTime()
    const held = (await send(HOLD, { offerToken })).booking as { status: string; holdExpiresAt: string }
    expect(held.status).toBe('HELD')
    const minutes = (Date.parse(held.holdExpiresAt) - before) / 60_000
    expect(minutes).toBeGreaterThanOrEqual(15)
    expect(minutes).toBeLessThan(16)
  })

  it('that was tampered with, or is of another purpose, is none', async () => {
    const { offerToken } = await offerOf()
    const before = await countRows(scene)
    const [body = '', mac = ''] = offerToken.split('.')
    const forged = JSON.parse(Buffer.from(body, 'base64url').toString()) as [number, { from: number }]
    forged[1].from += 3_600_000
    const changed = `${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${mac}`
    for (const token of [changed, `${body}.AAAA`, 'nothing', '']) {
      expect(await send(CREATE, { offerToken: token })).toEqual({
        __typename: 'OfferChangedError',
        code: 'OFFER_CHANGED',
        message: 'This is no offer of ours.',
        path: ['offerToken'],
        reason: 'FORGED',
        fields: [],
        old: null,
        new: null,
      })
    }
    expect(await countRows(scene)).toEqual(before)
  })

  it('is none as soon as anything in it is changed', async () => {
    const { offerToken } = await offerOf({ guests: 2 })
    const before = await countRows(scene)
    const [body = '', mac = ''] = offerToken.split('.')
    const [until, content] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [number, Record<string, unknown>]
    const changes: [number, object][] = [
      [until + 60_000, content],
      ...Object.entries(content).map(([name, value]): [number, object] => [
        until,
        { ...content, [name]: typeof value === 'number' ? value + 1 : `${value}x` },
      ]),
    ]
    expect(Object.keys(content).toSorted()).toEqual([
      ...['from', 'guests', 'kind', 'needs', 'policyVersion', 'resourceIds', 'skills', 'stationId', 'to', 'venue'],
    ])
    for (const changed of changes) {
      const token = `${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${mac}`
      expect(await send(CREATE, { offerToken: token }), JSON.stringify(changed)).toMatchObject({ reason: 'FORGED' })
    }
    expect(await countRows(scene)).toEqual(before)
  })

  it('is no quote, and a quote is no offer', async () => {
    const { offerToken } = await offerOf()
    const place = { ...scene, manager: scene.manager }
    const { quoteToken } = await askQuote(place)
    const before = await countRows(scene)
    expect(await send(CREATE, { offerToken: quoteToken })).toMatchObject({ reason: 'FORGED', old: null, new: null })
    const booked = await book(place, { quoteToken: offerToken })
    expect(booked).toMatchObject({ __typename: 'QuoteChangedError', reason: 'FORGED', old: null })
    expect(await countRows(scene)).toEqual(before)
  })

  it('of somebody who has left since, or works other hours, is refused with what has changed', async () => {
    const gone = await offerOf()
    await scene.gateway.sql('update bookings.resources set is_active = false where id = $1', [gone.chefId])
    const closed = await offerOf()
    await giveOverride(scene, { date: '2093-06-20', resourceId: closed.chefId })
    const before = await countRows(scene)
    expect(await send(CREATE, { offerToken: gone.offerToken })).toMatchObject({
      ...{ __typename: 'NotFoundError', path: ['resourceIds', '0'] },
    })
    expect(await send(CREATE, { offerToken: closed.offerToken })).toMatchObject({
      __typename: 'SlotUnavailableError',
      reasons: [{ code: 'OVERRIDE', resourceId: publicResource(closed.chefId) }],
    })
    expect(await countRows(scene)).toEqual(before)
  })

  it('is for nothing else than what was offered', async () => {
    const { offerToken, chefId } = await offerOf({ guests: 2 })
    const another = publicResource(await addChef(scene))
    const before = await countRows(scene)
    const changes = {
      adults: 3,
      kind: 'APPOINTMENT',
      startsAt: '2093-06-20T22:00:00.000Z',
      endsAt: '2093-06-21T00:00:00.000Z',
      resourceIds: [another],
    }
    const names = { adults: 'guests' } as Record<string, string>
    for (const [name, value] of Object.entries(changes)) {
      const refused = await send(CREATE, { offerToken, [name]: value })
      expect(refused).toMatchObject({ reason: 'TERMS', fields: [names[name] ?? name], new: null })
      expect(refused.old).toMatchObject({
        startsAt: '2093-06-20T21:00:00.000Z',
        guests: 2,
        resourceIds: [publicResource(chefId)],
      })
    }
    expect(await countRows(scene)).toEqual(before)
    expect(await send(CREATE, { offerToken, resourceIds: [publicResource(chefId)] })).toMatchObject({
      __typename: 'CreateBookingPayload',
    })
  })

  it('is for no other station', async () => {
    const { offerToken } = await offerOf()
    const customerId = publicId('customer', await addCustomer({ ...scene, stationId: scene.otherStationId }))
    const elsewhere = { stationId: publicId('station', scene.otherStationId), customerId }
    expect(await send(CREATE, { offerToken, ...elsewhere })).toMatchObject({
      reason: 'OTHER_STATION',
      old: null,
      new: null,
    })
  })

  it('ends after half an hour; then the same time is offered anew, if it can still be had', async () => {
    const { offerToken, slots } = await offerOf()
    const taken = slots[2]?.offerToken ?? ''
    expect(await send(CREATE, { offerToken: taken })).toMatchObject({ __typename: 'CreateBookingPayload' })
    clock.pass(30 * 60)
    // So is that of the access token.
    scene.manager = { ...scene.manager, ...(await signIn(scene.gateway, scene.manager.email)) }
    const refused = await send(CREATE, { offerToken })
    expect(refused).toMatchObject({ reason: 'EXPIRED', new: { startsAt: slots[0]?.startsAt } })
    expect(await send(CREATE, { offerToken: taken })).toMatchObject({ reason: 'EXPIRED', new: null })
    const renewed = (refused.new as Slot).offerToken
    expect(await send(CREATE, { offerToken: renewed })).toMatchObject({ __typename: 'CreateBookingPayload' })
  })

  it('does not outlive the policy that it followed', async () => {
    const { offerToken } = await offerOf()
    await givePolicy(scene, { alignmentMinutes: 60, bufferAfterMinutes: 30 })
    const before = await countRows(scene)
    const refused = await send(CREATE, { offerToken })
    expect(refused).toMatchObject({ reason: 'POLICY', new: { startsAt: '2093-06-20T21:00:00.000Z' } })
    expect(await countRows(scene)).toEqual(before)
    const renewed = (refused.new as Slot).offerToken
    expect(await send(CREATE, { offerToken: renewed })).toMatchObject({ __typename: 'CreateBookingPayload' })
  })

  it('keeps nothing free: whoever books first has it, and the other is told of the nearest times', async () => {
    const { chefId, slots } = await offerOf()
    expect(await send(CREATE, { offerToken: slots[1]?.offerToken })).toMatchObject({
      __typename: 'CreateBookingPayload',
    })
    const refused = await send(CREATE, { offerToken: slots[0]?.offerToken })
    expect(refused).toEqual({
      __typename: 'SlotTakenError',
      code: 'SLOT_TAKEN',
      message: 'The time is already taken.',
      path: null,
      resourceId: publicResource(chefId),
      until: '2093-06-21T00:00:00.000Z',
      // The event lies from 18:00 to 20:00: neither before it nor after it is there room on that day.
      alternatives: ['2093-06-19T23:00:00.000Z', '2093-06-19T22:00:00.000Z', '2093-06-19T21:00:00.000Z'].map(
        (startsAt) => ({
          startsAt,
          resourceIds: [publicResource(chefId)],
          offerToken: expect.any(String),
        }),
      ),
    })
    const [nearest] = refused.alternatives as Slot[]
    expect(await send(CREATE, { offerToken: nearest?.offerToken })).toMatchObject({
      __typename: 'CreateBookingPayload',
    })
  })

  it('is what partners book with, and with nothing else', async () => {
    const { chefId, offerToken } = await offerOf()
    const { apiKey } = await giveKey(scene.gateway, scene.manager, { stationIds: [scene.stationId] })
    const apiKeyId = findId('API key', apiKey.id) ?? ''
    const partner: PartnerViewer = {
      kind: 'partner',
      apiKeyId,
      partnerId: apiKeyId,
      plan: 'STANDARD',
      stationIds: scene.business.stationIds,
      organizationIds: [scene.business.organizationId],
      grants: new Map([['bookings:booking:create', new Set([scene.stationId])]]),
    }
    const context = { ...actAs(scene.gateway, partner), clock }
    const { stationId, customerId } = scene
    const fields = bookingFields(customerId, { resourceIds: [chefId] })
    const before = await countRows(scene)
    for (const useCase of [createBooking, holdSlot]) {
      await expect(useCase(context, { stationId, fields })).rejects.toMatchObject({ path: ['offerToken'] })
    }
    expect(await countRows(scene)).toEqual(before)
    const { bookingId } = await createBooking(context, { stationId, offerToken, fields: { customerId, adults: 2 } })
    expect(await claimsOf(scene, bookingId)).toMatchObject([{ resourceId: chefId, status: 'ACTIVE' }])
  })
})
