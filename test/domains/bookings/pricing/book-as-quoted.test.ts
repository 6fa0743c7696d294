import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { QuoteChangedError } from '#domains/bookings/model/pricing/quote.ts'
import { retireServiceItem } from '#domains/bookings/use-cases/pricing/retire-service-item.ts'
import { updatePricingTier } from '#domains/bookings/use-cases/pricing/update-pricing-tier.ts'
import { updateServiceItem } from '#domains/bookings/use-cases/pricing/update-service-item.ts'
import { publicId } from '#graphql/ids.ts'
import {
  addHold,
  addServiceItem,
  asGateway,
  type BookingScene,
  countRows,
  openBookingScene,
} from '../../../support/bookings.ts'
import { createBusiness, hireOwner, signIn } from '../../../support/business.ts'
import { ChosenClock } from '../../../support/chosen-clock.ts'
import { addOffer, addTier, bookVersion, setSettings } from '../../../support/pricing.ts'
import { askQuote, BOOK, book, glance, type QuoteAnswer, wanted } from './quoting.ts'

const clock = new ChosenClock()
let scene: BookingScene
let dinner: string
let tier: string

beforeAll(async () => {
  scene = await openBookingScene({ clock })
  await scene.gateway.sql('update identity.stations set latitude = 42.3601, longitude = -71.0589 where id = $1', [
    scene.stationId,
  ])
  await setSettings(scene, { freeRadiusMetres: 30_000, travelCents: 250, taxBp: 625, depositBp: 2_500 })
  await addOffer(scene, { name: 'June', code: 'JUNE' })
})

afterAll(() => scene.gateway.stop())

beforeEach(async () => {
  dinner = await addServiceItem(scene)
  if (tier) return
  tier = await addTier(scene)
})

const dinners = (quantity: number | null = null) => ({
  items: [{ serviceItemId: publicId('service item', dinner), quantity }],
})

/** Everything becomes dearer. */
async function raisePrices() {
  await updateServiceItem(asGateway(scene), {
    ...{ serviceItemId: dinner, expectedVersion: 1, isRestored: false },
    fields: { priceCents: 9_900 },
  })
}

describe('a booking without a quote', () => {
  it('costs what it costs now, in the lines that add up to it', async () => {
    const { __typename, booking } = await book(scene, { ...dinners(), discountCode: 'june' })
    expect(__typename).toBe('CreateBookingPayload')
    expect(booking).toMatchObject({
      priceBookVersion: await bookVersion(scene),
      subtotal: { amountCents: 59_000 },
      discount: { amountCents: 5_900 },
      travel: { amountCents: 0 },
      tax: { amountCents: 3_319 },
      taxIncluded: false,
      tip: { amountCents: 0 },
      total: { amountCents: 56_419 },
      deposit: { amountCents: 14_105 },
      items: [{ name: 'Hibachi dinner' }],
    })
    expect(booking && glance(booking)).toEqual(['ADULTS 8000', 'CHILDREN 1500', 'ITEM 49500', 'JUNE -5900', 'TAX 3319'])
  })

  it('is tried out at its price', async () => {
    const before = await countRows(scene)
    const input = { customerId: publicId('customer', scene.customerId), ...wanted(scene, dinners()) }
    const tried = BOOK.replace(
      'mutation ($input: CreateBookingInput!)',
      'mutation ($input: CreateBookingInput!) @dryRun',
    )
    const { body } = await scene.gateway.send(tried, { input }, scene.manager.token)
    expect(body.data).toMatchObject({ createBooking: { booking: { total: { amountCents: 62_688 } } } })
    expect(await countRows(scene)).toEqual(before)
  })
})

describe('a booking with a quote', () => {
  it('costs what was quoted, also when all prices have changed and the item is sold no more', async () => {
    const fields = { ...dinners(), discountCode: 'JUNE', venuePoint: { latitude: 41.824, longitude: -71.4128 } }
    const quote = await askQuote(scene, fields)
    await raisePrices()
    await retireServiceItem(asGateway(scene), { serviceItemId: dinner, expectedVersion: 2 })
    const [{ version } = { version: 0 }] = await scene.gateway.sql<{ version: number }>(
      'select max(version) as version from bookings.pricing_tiers where rule_id = $1',
      [tier],
    )
    await updatePricingTier(asGateway(scene), { ruleId: tier, expectedVersion: version, fields: { adultCents: 1_001 } })
    await scene.gateway.sql('update identity.stations set latitude = 40 where id = $1', [scene.stationId])
    const { booking } = await book(scene, { ...fields, quoteToken: quote.quoteToken })
    await scene.gateway.sql('update identity.stations set latitude = 42.3601 where id = $1', [scene.stationId])
    expect(booking?.lines).toEqual(quote.price.lines)
    expect(booking).toMatchObject({ priceBookVersion: quote.priceBookVersion, total: quote.price.total })
    await updatePricingTier(asGateway(scene), {
      ...{ ruleId: tier, expectedVersion: version + 1 },
      fields: { adultCents: 1_000 },
    })
  })

  it('is as good the second time: a quote keeps a price, not a place', async () => {
    const { quoteToken, price } = await askQuote(scene, dinners())
    for (const _time of [1, 2]) {
      expect(await book(scene, { ...dinners(), quoteToken })).toMatchObject({ booking: { total: price.total } })
    }
  })
})

describe('a hold', () => {
  it('is made at the quoted price, or refused like a booking', async () => {
    const { quoteToken, price } = await askQuote(scene, dinners())
    const fields = { adults: 8, children: 3, items: [{ serviceItemId: dinner }], quoteToken }
    const id = await addHold(scene, fields)
    const [hold] = await scene.gateway.sql('select total_cents::int as total from bookings.bookings where id = $1', [
      id,
    ])
    expect(hold).toEqual({ total: price.total.amountCents })
    await expect(addHold(scene, { ...fields, adults: 9 })).rejects.toThrow(QuoteChangedError)
  })
})

/** What a refused booking answers; nothing was written. */
async function refused(fields: object, place: Parameters<typeof book>[0] = scene, token?: string) {
  const before = await countRows(scene)
  const answer = await book(place, fields, token)
  expect(answer).toMatchObject({ __typename: 'QuoteChangedError', code: 'QUOTE_CHANGED', path: ['quoteToken'] })
  expect(await countRows(scene)).toEqual(before)
  return answer
}

describe('a quote is not kept', () => {
  it('after its time, though the booking can be made at the new price', async () => {
    const quote = await askQuote(scene, dinners())
    await raisePrices()
    clock.pass(30 * 60)
    const { token } = await signIn(scene.gateway, scene.manager.email)
    const answer = await refused({ ...dinners(), quoteToken: quote.quoteToken }, scene, token)
    expect(answer).toMatchObject({ reason: 'EXPIRED', changed: [] })
    expect(answer.old).toEqual(quote.price)
    expect(answer.new?.price.lines.map(({ lineTotal }) => lineTotal.amountCents)).toEqual([
      8_000, 1_500, 108_900, 7_400,
    ])
    const { booking } = await book(scene, { ...dinners(), quoteToken: answer.new?.quoteToken }, token)
    expect(booking?.lines).toEqual(answer.new?.price.lines)
    clock.pass(-30 * 60)
  })

  it.each([
    ['adults', () => ({ adults: 9 }), ['adults']],
    ['children', () => ({ children: 0 }), ['children']],
    ['items', () => dinners(11), ['items']],
    ['no items', () => ({ items: [] }), ['items']],
    ['a code', () => ({ discountCode: 'JUNE' }), ['discountCode']],
    ['a venue', () => ({ venuePoint: { latitude: 42, longitude: -71 } }), ['venuePoint']],
    ['kind', () => ({ kind: 'APPOINTMENT' }), ['kind']],
    ['end', () => ({ endsAt: '2093-06-21T02:00:00.001Z' }), ['endsAt']],
    ['time', () => ({ startsAt: '2093-06-21T22:00:00Z', endsAt: '2093-06-22T02:00:00Z' }), ['startsAt', 'endsAt']],
  ])('for something else: other %s', async (_what, change, changed) => {
    const quote = await askQuote(scene, dinners())
    const answer = await refused({ ...dinners(), ...change(), quoteToken: quote.quoteToken })
    expect(answer).toMatchObject({ reason: 'DIFFERENT', changed, old: quote.price })
    expect(answer.new?.price).toEqual((await askQuote(scene, { ...dinners(), ...change() })).price)
  })

  it('at another station of the business', async () => {
    const { quoteToken } = await askQuote(scene, dinners())
    const there = { ...scene, stationId: scene.otherStationId }
    expect(await refused({ ...dinners(), quoteToken }, there)).toMatchObject({
      reason: 'OTHER_STATION',
      old: null,
      new: { price: { total: { amountCents: 49_500 } } },
    })
  })

  it('of another business', async () => {
    const { gateway } = scene
    const business = await createBusiness(gateway)
    const manager = await hireOwner(gateway, business)
    const { quoteToken } = await askQuote({ ...scene, stationId: business.stationIds[0], manager })
    expect(await refused({ quoteToken })).toMatchObject({ reason: 'OTHER_STATION', old: null })
  })

  it('when it is none', async () => {
    for (const quoteToken of ['', 'quote', 'a.b']) {
      expect(await refused({ ...dinners(), quoteToken })).toMatchObject({ reason: 'FORGED', old: null })
    }
  })

  it('when any of its fields was changed', async () => {
    const { quoteToken } = await askQuote(scene, { ...dinners(), discountCode: 'JUNE' })
    const [body = '', signature] = quoteToken.split('.')
    const [expiry, content] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [number, Record<string, unknown>]
    const changes: [number, object][] = [
      [expiry + 60_000, content],
      ...Object.entries(content).map(([name, value]): [number, object] => [
        expiry,
        { ...content, [name]: typeof value === 'number' ? value - 1 : `${value}x` },
      ]),
    ]
    expect(changes).toHaveLength(16)
    for (const changed of changes) {
      const forged = Buffer.from(JSON.stringify(changed)).toString('base64url')
      const answer = await refused({ ...dinners(), discountCode: 'JUNE', quoteToken: `${forged}.${signature}` })
      expect(answer, JSON.stringify(changed)).toMatchObject({ reason: 'FORGED', old: null })
    }
  })
})

describe('a quote of an old version of the prices', () => {
  it('comes to the same again, whatever was changed since', async () => {
    const quotes: QuoteAnswer[] = []
    quotes.push(await askQuote(scene, dinners()))
    for (const adultCents of [1_100, 1_200, 1_300]) {
      const [{ version } = { version: 0 }] = await scene.gateway.sql<{ version: number }>(
        'select max(version) as version from bookings.pricing_tiers where rule_id = $1',
        [tier],
      )
      await updatePricingTier(asGateway(scene), { ruleId: tier, expectedVersion: version, fields: { adultCents } })
      quotes.push(await askQuote(scene, dinners()))
    }
    expect(new Set(quotes.map(({ price }) => price.total.amountCents)).size).toBe(4)
    for (const { quoteToken, price, priceBookVersion } of quotes) {
      const { booking } = await book(scene, { ...dinners(), quoteToken })
      expect(booking).toMatchObject({ total: price.total, priceBookVersion })
    }
  })
})
