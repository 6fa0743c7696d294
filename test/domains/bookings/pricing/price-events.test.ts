import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServiceItem } from '#domains/bookings/use-cases/pricing/create-service-item.ts'
import { retirePricingTier } from '#domains/bookings/use-cases/pricing/retire-pricing-tier.ts'
import { retireSeasonalOffer } from '#domains/bookings/use-cases/pricing/retire-seasonal-offer.ts'
import { retireServiceItem } from '#domains/bookings/use-cases/pricing/retire-service-item.ts'
import { retireUpsellRule } from '#domains/bookings/use-cases/pricing/retire-upsell-rule.ts'
import { setPriceSettings } from '#domains/bookings/use-cases/pricing/set-price-settings.ts'
import { updatePricingTier } from '#domains/bookings/use-cases/pricing/update-pricing-tier.ts'
import { updateSeasonalOffer } from '#domains/bookings/use-cases/pricing/update-seasonal-offer.ts'
import { updateServiceItem } from '#domains/bookings/use-cases/pricing/update-service-item.ts'
import { updateUpsellRule } from '#domains/bookings/use-cases/pricing/update-upsell-rule.ts'
import { publicId } from '#graphql/ids.ts'
import { addServiceItem, asGateway, type BookingScene, openBookingScene } from '../../../support/bookings.ts'
import { hireOwner } from '../../../support/business.ts'
import { sendKeyed } from '../../../support/keyed.ts'
import { addOffer, addTier, addUpsell, bookVersion } from '../../../support/pricing.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

/** What the log tells of an aggregate, in its order. */
function eventsOf(id: string) {
  return scene.gateway.sql(
    `select type, aggregate_type as of, aggregate_version as version, station_id as station, payload
     from events.domain_events where aggregate_id = $1 order by position`,
    [id],
  )
}

async function countEvents(): Promise<number | undefined> {
  const [row] = await scene.gateway.sql<{ count: number }>('select count(*)::int as count from events.domain_events')
  return row?.count
}

describe('a rule of prices', () => {
  const life = [
    ['pricing tier', () => addTier(scene), updatePricingTier, retirePricingTier],
    ['seasonal offer', () => addOffer(scene), updateSeasonalOffer, retireSeasonalOffer],
    ['upsell rule', async () => addUpsell(scene, await addServiceItem(scene)), updateUpsellRule, retireUpsellRule],
  ] as const

  it.each(life)('of the sort %s tells each of its versions once, with the version of the prices', async (...sort) => {
    const [name, create, update, retire] = sort
    const fields = name === 'upsell rule' ? { priority: 3 } : { name: 'Whoever' }
    const ruleId = await create()
    const before = await bookVersion(scene)
    await update(asGateway(scene), { ruleId, expectedVersion: 1, fields })
    await retire(asGateway(scene), { ruleId, expectedVersion: 2 })
    const at = { of: name, station: scene.stationId }
    const type = name.replace(' ', '_')
    const changed = Object.keys(fields)
    expect(await eventsOf(ruleId)).toEqual([
      { ...at, type: `${type}.created`, version: 1, payload: { priceBookVersion: before } },
      { ...at, type: `${type}.updated`, version: 2, payload: { priceBookVersion: before + 1, changed } },
      { ...at, type: `${type}.retired`, version: 3, payload: { priceBookVersion: before + 2 } },
    ])
  })
})

describe('an item of the menu', () => {
  it('tells each of its versions at each station of its business, and nowhere else', async () => {
    const { organizationId, stationIds } = scene.business
    const fields = { kind: 'MENU', name: 'Tofu', priceCents: 4_000, currency: 'USD', per: 'GUEST' }
    const { serviceItemId } = await createServiceItem(asGateway(scene), { organizationId, fields })
    const first = await bookVersion(scene)
    const wanted = { serviceItemId, fields: { priceCents: 4_100 }, isRestored: false }
    await updateServiceItem(asGateway(scene), { ...wanted, expectedVersion: 1 })
    await retireServiceItem(asGateway(scene), { serviceItemId, expectedVersion: 2 })
    await updateServiceItem(asGateway(scene), { ...wanted, fields: {}, isRestored: true, expectedVersion: 3 })
    const everywhere = (type: string, version: number, payload: object) =>
      stationIds.toSorted().map((station) => ({
        ...{ type, of: 'service item', version, station },
        payload: { priceBookVersion: first + version - 1, ...payload },
      }))
    expect(await eventsOf(serviceItemId)).toEqual([
      ...everywhere('service_item.created', 1, {}),
      ...everywhere('service_item.updated', 2, { changed: ['priceCents'] }),
      ...everywhere('service_item.retired', 3, {}),
      ...everywhere('service_item.updated', 4, { changed: ['active'] }),
    ])
  })
})

describe('the settings of prices', () => {
  it('tell each time that they are set', async () => {
    const { stationId } = scene
    const set = (expectedVersion: number) =>
      setPriceSettings(asGateway(scene), { stationId, expectedVersion, fields: { taxBp: 600 + expectedVersion } })
    await set(0)
    await set(1)
    const [{ id } = { id: '' }] = await scene.gateway.sql<{ id: string }>(
      'select id from bookings.price_settings where station_id = $1 and version = 2',
      [stationId],
    )
    const payload = { priceBookVersion: await bookVersion(scene), version: 2 }
    expect(await eventsOf(id)).toEqual([
      { type: 'price_settings.set', of: 'price settings', version: 1, station: stationId, payload },
    ])
  })
})

describe('a change of prices', () => {
  it('that is refused tells nothing', async () => {
    const { stationId, business } = scene
    const ruleId = await addTier(scene)
    const offerCode = { name: 'Once', code: 'TOLD', discountBp: 100 }
    await addOffer(scene, offerCode)
    const serviceItemId = await addServiceItem(scene)
    const before = await countEvents()
    const context = asGateway(scene)
    await expect(updatePricingTier(context, { ruleId, expectedVersion: 9, fields: { name: 'No' } })).rejects.toThrow()
    await expect(retirePricingTier(context, { ruleId, expectedVersion: 9 })).rejects.toThrow()
    await expect(addOffer(scene, offerCode)).rejects.toThrow()
    await expect(setPriceSettings(context, { stationId, expectedVersion: 99, fields: { taxBp: 1 } })).rejects.toThrow()
    await expect(retireServiceItem(context, { serviceItemId, expectedVersion: 9 })).rejects.toThrow()
    const orphan = {
      kind: 'ADD_ON',
      name: 'Sake',
      priceCents: 1,
      currency: 'USD',
      per: 'GUEST',
      parentIds: [stationId],
    }
    const { organizationId } = business
    await expect(createServiceItem(context, { organizationId, fields: orphan })).rejects.toThrow()
    expect(await countEvents()).toBe(before)
  })

  it('that is tried out says what it would tell, an item by one id, and leaves nothing in the log', async () => {
    const { gateway, business } = scene
    const owner = await hireOwner(gateway, business)
    const before = await countEvents()
    const priceBookVersion = (await bookVersion(scene)) + 1
    const organizationId = publicId('organization', business.organizationId)
    const item = { kind: 'MENU', name: 'Tofu', priceCents: 4_000, currency: 'USD', per: 'GUEST' }
    const query = `mutation ($input: CreateServiceItemInput!) @dryRun {
      createServiceItem(input: $input) { ... on CreateServiceItemPayload { serviceItem { id } } } }`
    const variables = { input: { organizationId, ...item } }
    const { data, extensions } = await sendKeyed(gateway.url, { query, variables, token: owner.token })
    const [subject] = extensions.dryRun?.provisionalIds ?? []
    expect(data).toEqual({ createServiceItem: { serviceItem: { id: subject } } })
    const event = { type: 'service_item.created', subject, payload: { priceBookVersion } }
    expect(extensions.dryRun).toMatchObject({ provisionalIds: [subject], events: [event, event] })
    expect(await countEvents()).toBe(before)
  })
})
