import { publicId } from '#graphql/ids.ts'
import { addServiceItem, type BookingScene } from '../../../support/bookings.ts'
import { hireOwner } from '../../../support/business.ts'
import { type MutationSamples, sampleOf } from '../../../support/mutation-sample.ts'
import { addOffer, addTier, addUpsell } from '../../../support/pricing.ts'

const TIER = 'pricingTier { id name version retired }'
const OFFER = 'seasonalOffer { id name version retired }'
const RULE = 'upsellRule { id priority version retired }'
const ITEM = 'serviceItem { id name version active }'

let offers = 0

/** The menu is for those who run the whole business. */
async function byOwner({ gateway, business }: BookingScene, name: string, input: object, event: string) {
  const { token } = await hireOwner(gateway, business)
  const events = business.stationIds.map(() => event)
  return { ...sampleOf(name, ITEM, input, events), token }
}

async function newItem(scene: BookingScene) {
  return { serviceItemId: publicId('service item', await addServiceItem(scene)), expectedVersion: 1 }
}

async function newTier(scene: BookingScene) {
  return { pricingTierId: publicId('pricing tier', await addTier(scene)), expectedVersion: 1 }
}

async function newOffer(scene: BookingScene) {
  const seasonalOfferId = publicId('seasonal offer', await addOffer(scene))
  return { seasonalOfferId, expectedVersion: 1 }
}

async function newRule(scene: BookingScene) {
  const upsellRuleId = publicId('upsell rule', await addUpsell(scene, await addServiceItem(scene)))
  return { upsellRuleId, expectedVersion: 1 }
}

const stationOf = (scene: BookingScene) => ({ stationId: publicId('station', scene.stationId) })

export const pricingSamples: MutationSamples = {
  createServiceItem: (scene) =>
    byOwner(
      scene,
      'createServiceItem',
      {
        organizationId: publicId('organization', scene.business.organizationId),
        ...{ kind: 'MENU', name: 'Tofu', priceCents: 4_000, currency: 'USD', per: 'GUEST' },
      },
      'service_item.created',
    ),
  updateServiceItem: async (scene) =>
    byOwner(scene, 'updateServiceItem', { ...(await newItem(scene)), priceCents: 5_000 }, 'service_item.updated'),
  retireServiceItem: async (scene) => byOwner(scene, 'retireServiceItem', await newItem(scene), 'service_item.retired'),
  createPricingTier: async (scene) => {
    const tier = { name: 'Party', minGuests: 1, adultCents: 1_000, childCents: 500 }
    return sampleOf('createPricingTier', TIER, { ...stationOf(scene), ...tier }, ['pricing_tier.created'])
  },
  updatePricingTier: async (scene) =>
    sampleOf('updatePricingTier', TIER, { ...(await newTier(scene)), name: 'New' }, ['pricing_tier.updated']),
  retirePricingTier: async (scene) =>
    sampleOf('retirePricingTier', TIER, await newTier(scene), ['pricing_tier.retired']),
  createSeasonalOffer: async (scene) => {
    offers += 1
    const offer = { name: 'June', code: `JUNE-${offers}`, discountBp: 1_000 }
    return sampleOf('createSeasonalOffer', OFFER, { ...stationOf(scene), ...offer }, ['seasonal_offer.created'])
  },
  updateSeasonalOffer: async (scene) =>
    sampleOf('updateSeasonalOffer', OFFER, { ...(await newOffer(scene)), name: 'May' }, ['seasonal_offer.updated']),
  retireSeasonalOffer: async (scene) =>
    sampleOf('retireSeasonalOffer', OFFER, await newOffer(scene), ['seasonal_offer.retired']),
  createUpsellRule: async (scene) => {
    const offeredItemId = publicId('service item', await addServiceItem(scene))
    return sampleOf('createUpsellRule', RULE, { ...stationOf(scene), offeredItemId, minGuests: 10 }, [
      'upsell_rule.created',
    ])
  },
  updateUpsellRule: async (scene) =>
    sampleOf('updateUpsellRule', RULE, { ...(await newRule(scene)), priority: 7 }, ['upsell_rule.updated']),
  retireUpsellRule: async (scene) => sampleOf('retireUpsellRule', RULE, await newRule(scene), ['upsell_rule.retired']),
  setPriceSettings: async (scene) => {
    const [settings] = await scene.gateway.sql<{ version: number }>(
      'select max(version) as version from bookings.price_settings where station_id = $1',
      [scene.stationId],
    )
    const input = { ...stationOf(scene), expectedVersion: settings?.version ?? 0, taxBp: 625 }
    return sampleOf('setPriceSettings', 'priceSettings { taxBp version }', input, ['price_settings.set'])
  },
}
