import { createPricingTier } from '#domains/bookings/use-cases/pricing/create-pricing-tier.ts'
import { createSeasonalOffer } from '#domains/bookings/use-cases/pricing/create-seasonal-offer.ts'
import { createUpsellRule } from '#domains/bookings/use-cases/pricing/create-upsell-rule.ts'
import { setPriceSettings } from '#domains/bookings/use-cases/pricing/set-price-settings.ts'
import { actAs, type Business, sceneViewer } from './business.ts'
import type { TestGateway } from './gateway.ts'

/** Where prices are set, as the gateway itself. */
export interface PricePlace {
  gateway: TestGateway
  business: Business
  stationId: string
}

function contextAt({ gateway, business }: PricePlace) {
  return actAs(gateway, sceneViewer(business))
}

/** The UUID of a new tier: 10.00 for each adult and 5.00 for each child unless told otherwise. */
export async function addTier(place: PricePlace, fields: object = {}): Promise<string> {
  const tier = { name: 'Party', minGuests: 1, adultCents: 1_000, childCents: 500, ...fields }
  return (await createPricingTier(contextAt(place), { stationId: place.stationId, fields: tier })).ruleId
}

/** The UUID of a new offer: ten percent off, for everybody, unless told otherwise. */
export async function addOffer(place: PricePlace, fields: object = {}): Promise<string> {
  const offer = { name: 'Season', ...('discountCents' in fields ? {} : { discountBp: 1_000 }), ...fields }
  return (await createSeasonalOffer(contextAt(place), { stationId: place.stationId, fields: offer })).ruleId
}

/** The UUID of a new rule that suggests the item to everybody unless told otherwise. */
export async function addUpsell(place: PricePlace, offeredItemId: string, fields: object = {}): Promise<string> {
  const rule = { minGuests: 1, offeredItemId, ...fields }
  return (await createUpsellRule(contextAt(place), { stationId: place.stationId, fields: rule })).ruleId
}

/** Sets what a station charges for the first time, or after the given version. */
export async function setSettings(place: PricePlace, fields: object, expectedVersion = 0): Promise<void> {
  await setPriceSettings(contextAt(place), { stationId: place.stationId, expectedVersion, fields })
}

/** The version of the prices of the business. */
export async function bookVersion({ gateway, business }: PricePlace): Promise<number> {
  const [book] = await gateway.sql<{ version: number }>(
    'select version from bookings.price_books where organization_id = $1',
    [business.organizationId],
  )
  return book?.version ?? 0
}
