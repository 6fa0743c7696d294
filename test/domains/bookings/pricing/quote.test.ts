import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { giveKey } from '../../../support/api-keys.ts'
import {
  addServiceItem,
  type BookingScene,
  countReads,
  countRows,
  openBookingScene,
} from '../../../support/bookings.ts'
import { hire, hireOwner, PASSWORD } from '../../../support/business.ts'
import { ChosenClock } from '../../../support/chosen-clock.ts'
import { addOffer, addTier, addUpsell, bookVersion, setSettings } from '../../../support/pricing.ts'
import { askQuote, glance, QUOTE, wanted } from './quoting.ts'

const clock = new ChosenClock()
let scene: BookingScene
let dinner: string
let gyoza: string

beforeAll(async () => {
  scene = await openBookingScene({ clock })
  dinner = await addServiceItem(scene)
  gyoza = await addServiceItem(scene, { kind: 'ADD_ON', name: 'Gyoza', per: 'BOOKING', priceCents: 4_000 })
  await scene.gateway.sql('update identity.stations set latitude = 42.3601, longitude = -71.0589 where id = $1', [
    scene.stationId,
  ])
})

afterAll(() => scene.gateway.stop())

const items = (...ids: string[]) => ids.map((id) => ({ serviceItemId: publicId('service item', id) }))

describe('quote at a station that has said nothing of prices', () => {
  it('is the sum of the items', async () => {
    const quote = await askQuote({ ...scene, stationId: scene.otherStationId }, { items: items(dinner) })
    expect(quote).toMatchObject({ __typename: 'Quote', priceBookVersion: await bookVersion(scene), suggestions: [] })
    expect(quote.price).toEqual({
      lines: [
        {
          kind: 'ITEM',
          code: null,
          label: 'Hibachi dinner',
          per: 'GUEST',
          unitPrice: { amountCents: 4_500 },
          quantity: 11,
          lineTotal: { amountCents: 49_500, currency: 'USD' },
          serviceItem: { id: publicId('service item', dinner) },
        },
      ],
      subtotal: { amountCents: 49_500 },
      discount: { amountCents: 0 },
      travel: { amountCents: 0 },
      tax: { amountCents: 0 },
      taxIncluded: false,
      total: { amountCents: 49_500 },
      deposit: { amountCents: 0 },
    })
  })

  it('is nothing for nothing', async () => {
    const quote = await askQuote({ ...scene, stationId: scene.otherStationId })
    expect(quote.price).toMatchObject({ lines: [], total: { amountCents: 0 } })
  })
})

describe('quote', () => {
  beforeAll(async () => {
    await addTier(scene, { adultCents: 1_250, childCents: 625, weekendBp: 11_500 })
    await addOffer(scene, { name: 'Early summer', capCents: 7_500, serviceUntilDate: '2093-06-30' })
    await addOffer(scene, { name: 'June', code: 'june-20', discountBp: 2_000, bookedUntilDate: '2093-06-01' })
    await addUpsell(scene, gyoza, { triggerItemId: dinner, minGuests: 10, priority: 5 })
    await setSettings(scene, {
      ...{ freeRadiusMetres: 30_000, travelCents: 250, taxBp: 625, depositBp: 2_500 },
      holidayDates: ['2093-07-04'],
    })
  })

  it('has everything that the rules of the station say', async () => {
    const venuePoint = { latitude: 41.824, longitude: -71.4128 }
    const quote = await askQuote(scene, { items: items(dinner, gyoza), venuePoint })
    expect(quote.price.lines.map(({ label, lineTotal }) => [label, lineTotal.amountCents])).toEqual([
      ['Party, adults', 10_000],
      ['Party, children', 1_875],
      ['Hibachi dinner', 49_500],
      ['Gyoza', 4_000],
      ['Weekend, 15 %', 9_806],
      ['Early summer', -7_500],
      ['Travel, 36.4 km beyond 30 km', 9_095],
      ['Tax 6.25 %', 4_799],
    ])
    expect(quote.price).toMatchObject({ total: { amountCents: 81_575 }, deposit: { amountCents: 20_394 } })
  })

  it('takes the code of an offer, in any case', async () => {
    const quote = await askQuote(scene, { items: items(dinner), discountCode: ' June-20 ' })
    expect(glance(quote.price)).toContain('JUNE-20 -14116')
    expect(await askQuote(scene, { discountCode: 'MAY' })).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: ['discountCode'], message: 'is no code that is good for this booking' }],
    })
  })

  it('suggests what could be added, and not what is wanted', async () => {
    const { suggestions } = await askQuote(scene, { items: items(dinner) })
    expect(suggestions).toEqual([
      {
        serviceItem: { id: publicId('service item', gyoza), name: 'Gyoza' },
        quantity: 1,
        total: { amountCents: 4_000 },
      },
    ])
    expect((await askQuote(scene, { items: items(dinner, gyoza) })).suggestions).toEqual([])
    expect((await askQuote(scene, { items: items(dinner), adults: 6 })).suggestions).toEqual([])
  })

  it('is kept for thirty minutes, and writes nothing', async () => {
    const before = await countRows(scene)
    const version = await bookVersion(scene)
    const { validUntil } = await askQuote(scene, { items: items(dinner) })
    const minutes = (Date.parse(validUntil) - clock.now().getTime()) / 60_000
    expect(minutes).toBeGreaterThan(29.5)
    expect(minutes).toBeLessThanOrEqual(30)
    expect(await countRows(scene)).toEqual(before)
    expect(await bookVersion(scene)).toBe(version)
  })

  it('reads as many statements for fifty items and many rules as for none', async () => {
    const countFor = async (fields: object) => {
      scene.gateway.takeStatements()
      expect(await askQuote(scene, fields)).toMatchObject({ __typename: 'Quote' })
      return countReads(scene)
    }
    // The station and its price book; and the items that lines and suggestions lead to.
    expect(await countFor({})).toBe(2)
    for (let at = 0; at < 10; at += 1) await addOffer(scene, { name: `Small ${at}`, discountBp: 1 })
    expect(await countFor({ items: Array.from({ length: 50 }, () => items(dinner)[0]) })).toBe(3)
  })

  it('is refused with what is wrong', async () => {
    expect(await askQuote(scene, { adults: 0, venuePoint: { latitude: 91, longitude: 0 } })).toMatchObject({
      __typename: 'ValidationError',
      issues: [
        { path: ['adults'], message: 'must be at least 1' },
        { path: ['venuePoint', 'latitude'], message: 'must be from -90 to 90' },
      ],
    })
    const past = { startsAt: '2020-01-01T10:00:00.000Z', endsAt: '2020-01-01T12:00:00.000Z' }
    expect(await askQuote(scene, past)).toMatchObject({ issues: [{ path: ['startsAt'] }] })
    expect(await askQuote(scene, { items: items(scene.chefId) })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['items', '0', 'serviceItemId'],
    })
  })
})

describe('quote is for', () => {
  it('whoever may see the menu at the station: staff, chefs and partners', async () => {
    const { gateway, business } = scene
    const chef = await hire(gateway, business, 'CHEF', [scene.stationId])
    const variables = { input: wanted(scene) }
    const signedIn = await gateway
      .on('chef')
      .query<{ signIn: { accessToken: string } }>(
        `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload { accessToken } } }`,
        { input: { email: chef.email, password: PASSWORD } },
      )
    const ofChef = await gateway.on('chef').send(QUOTE, variables, signedIn.signIn.accessToken)
    expect(ofChef.body).toMatchObject({ data: { quote: { __typename: 'Quote' } } })
    const owner = await hireOwner(gateway, business)
    const stations = { stationIds: [scene.stationId], scopes: ['bookings:menu:read'] }
    const { key } = await giveKey(gateway, owner, stations)
    const ofPartner = await gateway.on('public').send(QUOTE, variables, key)
    expect(ofPartner.body).toMatchObject({ data: { quote: { __typename: 'Quote' } } })
    const elsewhere = { input: wanted({ stationId: scene.otherStationId }) }
    const refused = await gateway.on('public').send(QUOTE, elsewhere, key)
    expect(refused.body).toMatchObject({ data: { quote: { __typename: 'NotFoundError', path: ['stationId'] } } })
  })

  it('nobody else', async () => {
    const { body } = await scene.gateway.send(QUOTE, { input: wanted(scene) })
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})
