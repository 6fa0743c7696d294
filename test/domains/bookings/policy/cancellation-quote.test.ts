import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { givePolicy } from '../../../support/availability.ts'
import {
  addBooking,
  addChef,
  addServiceItem,
  type BookingScene,
  bringTo,
  hireWith,
  lastChange,
  lastEvent,
  openBookingScene,
  publicBooking,
  publicResource,
  readAll,
} from '../../../support/bookings.ts'
import { createBusiness, hire, signIn } from '../../../support/business.ts'
import { ChosenClock } from '../../../support/chosen-clock.ts'
import { act, bookAsPartner, openPartner } from '../../../support/partners.ts'

const TERMS = 'fee { amountCents currency } refund { amountCents } feePercent hoursBefore'
const QUOTE = `query ($id: ID!, $by: CancellingParty) { cancellationQuote(bookingId: $id, by: $by) {
  terms { ${TERMS} } validUntil token } }`
const CANCEL = `mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) { __typename
  ... on CancelBookingPayload { booking { status cancelFee { amountCents currency } } }
  ... on UserError { code message path } ... on CancellationChangedError { old { ${TERMS} } new { ${TERMS} } } } }`

interface Quote {
  terms: object
  validUntil: string
  token: string
}

const HOUR = 3_600
const clock = new ChosenClock()
let scene: BookingScene
let dinner: string

beforeAll(async () => {
  scene = await openBookingScene({ clock })
  dinner = await addServiceItem(scene)
  await givePolicy(scene, {
    cancellationTiers: [
      { actor: 'CUSTOMER', hoursBefore: 72, feePercent: 50 },
      { actor: 'CUSTOMER', hoursBefore: 24, feePercent: 100 },
      { actor: 'PARTNER', hoursBefore: 72, feePercent: 10 },
    ],
  })
})

afterAll(() => scene.gateway.stop())

/** The manager's token is good for a quarter of an hour: so long as a quote. */
async function signInAgain() {
  scene = { ...scene, manager: { ...scene.manager, ...(await signIn(scene.gateway, scene.manager.email)) } }
}
beforeEach(signInAgain)

/** A confirmed booking of two dinners at 45.00 that begins in so many hours. */
async function confirmed(hoursAhead: number) {
  const startsAt = new Date(clock.now().getTime() + hoursAhead * HOUR * 1_000)
  const endsAt = new Date(startsAt.getTime() + HOUR * 1_000)
  const bookingId = await addBooking(scene, { startsAt, endsAt, items: [{ serviceItemId: dinner }] })
  return { bookingId, expectedVersion: await bringTo(scene, bookingId, 'CONFIRMED') }
}

async function quote(bookingId: string, by: string | null = 'CUSTOMER', token = scene.manager.token) {
  const variables = { id: publicBooking(bookingId), by }
  return (await scene.gateway.query<{ cancellationQuote: Quote | null }>(QUOTE, variables, token)).cancellationQuote
}

async function cancel(booking: { bookingId: string; expectedVersion: number }, fields: object) {
  const input = { ...booking, bookingId: publicBooking(booking.bookingId), by: 'CUSTOMER', ...fields }
  return (await scene.gateway.query<{ cancelBooking: object }>(CANCEL, { input }, scene.manager.token)).cancelBooking
}

const usd = (amountCents: number) => ({ amountCents, currency: 'USD' })
const HALF = { fee: usd(4_500), refund: { amountCents: 4_500 }, feePercent: 50, hoursBefore: 72 }
const WHOLE = { fee: usd(9_000), refund: { amountCents: 0 }, feePercent: 100, hoursBefore: 24 }

describe('cancellationQuote', () => {
  it('shows fee, refund and tier before anything is done', async () => {
    const { bookingId } = await confirmed(48)
    const before = await readAll(scene, bookingId)
    expect(await quote(bookingId)).toEqual({
      terms: HALF,
      validUntil: expect.any(String),
      token: expect.stringMatching(/^[\w-]+\.[\w-]+$/),
    })
    expect((await quote(bookingId, 'STAFF'))?.terms).toMatchObject({ fee: usd(0), hoursBefore: null })
    expect(await readAll(scene, bookingId)).toEqual(before)
  })

  it('is null for what cannot be called off, for what there is not, and for the bookings of others', async () => {
    const { bookingId, expectedVersion } = await confirmed(48)
    const stranger = await hire(scene.gateway, await createBusiness(scene.gateway), 'STATION_MANAGER')
    expect(await quote(bookingId, 'CUSTOMER', stranger.token)).toBeNull()
    await cancel({ bookingId, expectedVersion }, {})
    expect(await quote(bookingId)).toBeNull()
  })

  it('is honoured until it expires, though it has become dearer meanwhile', async () => {
    const booking = await confirmed(24.1)
    const quoted = await quote(booking.bookingId)
    expect(quoted?.terms).toEqual(HALF)
    clock.pass(10 * 60)
    expect((await quote(booking.bookingId))?.terms).toEqual(WHOLE)
    expect(await cancel(booking, { token: quoted?.token })).toEqual({
      __typename: 'CancelBookingPayload',
      booking: { status: 'CANCELLED', cancelFee: usd(4_500) },
    })
    expect(await lastEvent(scene, booking.bookingId)).toMatchObject({
      payload: { cancelledBy: 'CUSTOMER', feeCents: 4_500 },
    })
  })

  it('does not stand once it has expired: both sums are told, and nothing is done', async () => {
    const booking = await confirmed(24.1)
    const quoted = await quote(booking.bookingId)
    clock.pass(15 * 60)
    await signInAgain()
    const before = await readAll(scene, booking.bookingId)
    expect(await cancel(booking, { token: quoted?.token })).toEqual({
      __typename: 'CancellationChangedError',
      code: 'CANCELLATION_CHANGED',
      message: 'The quote does not stand any more: look at what it costs now.',
      path: ['token'],
      old: HALF,
      new: WHOLE,
    })
    expect(await readAll(scene, booking.bookingId)).toEqual(before)
  })

  it('does not stand for another booking, another wish, or when it is none at all', async () => {
    const [one, other] = [await confirmed(48), await confirmed(48)]
    const token = (await quote(one.bookingId))?.token
    expect(await cancel(other, { token })).toMatchObject({
      __typename: 'CancellationChangedError',
      old: null,
      new: HALF,
    })
    expect(await cancel(one, { token: 'none' })).toMatchObject({ __typename: 'CancellationChangedError', old: null })
    expect(await cancel(one, { token, by: 'STAFF' })).toMatchObject({ old: HALF, new: { fee: usd(0) } })
  })
})

describe('cancelBooking', () => {
  it('costs what it costs now without a quote, and by the policy that the booking was made by', async () => {
    const booking = await confirmed(12)
    await givePolicy(scene, {})
    expect(await cancel(booking, {})).toMatchObject({ booking: { cancelFee: usd(9_000) } })
    const later = await confirmed(12)
    expect(await cancel(later, {})).toMatchObject({ booking: { cancelFee: usd(0) } })
  })

  it('is waived only by those who may, who say why: that is written down', async () => {
    await givePolicy(scene, { cancellationTiers: [{ actor: 'CUSTOMER', hoursBefore: 72, feePercent: 50 }] })
    const booking = await confirmed(12)
    const desk = await hireWith(scene, ['bookings:booking:read', 'bookings:booking:cancel'])
    const input = { ...booking, bookingId: publicBooking(booking.bookingId), by: 'CUSTOMER', waiverReason: 'Flood' }
    const before = await readAll(scene, booking.bookingId)
    const { body } = await scene.gateway.send(CANCEL, { input }, desk.token)
    expect(body.errors).toMatchObject([{ message: 'This needs the permission bookings:policy:waive.' }])
    expect(await readAll(scene, booking.bookingId)).toEqual(before)
    expect(await cancel(booking, { waiverReason: 'Flood' })).toMatchObject({ booking: { cancelFee: usd(0) } })
    const [change] = await scene.gateway.sql(
      `select waiver_reason from bookings.booking_status_changes where booking_id = $1 and to_status = 'CANCELLED'`,
      [booking.bookingId],
    )
    expect(change).toEqual({ waiver_reason: 'Flood' })
    expect(await lastChange(scene, booking.bookingId)).toMatchObject({ actorId: scene.manager.userId, reason: null })
  })

  it('follows the tiers of partners for what they call off', async () => {
    await givePolicy(scene, {
      alignmentMinutes: 60,
      cancellationTiers: [{ actor: 'PARTNER', hoursBefore: 8_784, feePercent: 10 }],
    })
    const partner = await openPartner(scene)
    const hour = HOUR * 1_000
    const startsAt = new Date(Math.ceil(clock.now().getTime() / hour) * hour + 48 * hour)
    const resourceIds = [publicResource(await addChef(scene))]
    const { booking } = await bookAsPartner(scene, partner, {
      startsAt,
      endsAt: new Date(startsAt.getTime() + hour),
      resourceIds,
    })
    const query = 'query ($id: ID!) { cancellationQuote(bookingId: $id) { terms { feePercent } token } }'
    const ask = () =>
      scene.gateway
        .on('public')
        .query<{ cancellationQuote: { terms: object; token: string } }>(query, { id: booking.id }, partner.key)
    expect((await ask()).cancellationQuote.terms).toEqual({ feePercent: 0 })
    await scene.gateway.sql(`update bookings.bookings set status = 'CONFIRMED', total_cents = 10000, subtotal_cents = 10000
      where api_key_id is not null`)
    const { cancellationQuote } = await ask()
    expect(cancellationQuote.terms).toEqual({ feePercent: 10 })
    const off = { bookingId: booking.id, expectedVersion: 1, token: cancellationQuote.token }
    expect(await act(scene, partner, 'cancelBooking', off)).toMatchObject({ booking: { status: 'CANCELLED' } })
    const rows = await scene.gateway.sql(
      `select cancelled_by, cancel_fee_cents::int as fee from bookings.bookings where api_key_id is not null`,
    )
    expect(rows).toEqual([{ cancelled_by: 'PARTNER', fee: 1_000 }])
  })
})
