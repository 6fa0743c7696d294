import { createPricingTier } from '#domains/bookings/use-cases/pricing/create-pricing-tier.ts'
import { createSeasonalOffer } from '#domains/bookings/use-cases/pricing/create-seasonal-offer.ts'
import { createUpsellRule } from '#domains/bookings/use-cases/pricing/create-upsell-rule.ts'
import { setPriceSettings } from '#domains/bookings/use-cases/pricing/set-price-settings.ts'
import { updateStation } from '#domains/identity/use-cases/update-station.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { SeededMenu } from './menu.ts'
import { type Scene, SceneClock } from './scene.ts'
import type { SeededStation } from './staff.ts'

interface DemoPrices {
  tiers: readonly object[]
  offers: readonly object[]
  settings: object
}

/** What caterers and shops with chairs take besides the prices of their menu. */
const prices: Readonly<Record<string, DemoPrices>> = {
  USD: {
    tiers: [
      { name: 'Small party', minGuests: 1, adultCents: 1_200, childCents: 600, weekendBp: 11_000, holidayBp: 13_000 },
      { name: 'Large party', minGuests: 20, adultCents: 900, childCents: 400, weekendBp: 11_000, holidayBp: 13_000 },
    ],
    offers: [{ name: 'Welcome', code: 'WELCOME', discountBp: 500, capCents: 10_000 }],
    settings: {
      ...{ freeRadiusMetres: 30_000, travelCents: 200, taxBp: 625, depositBp: 2_000 },
      holidayDates: ['2026-12-24', '2026-12-25', '2026-12-31', '2027-01-01', '2027-07-04'],
    },
  },
  EUR: {
    tiers: [],
    offers: [{ name: 'Willkommen', code: 'WILLKOMMEN', discountCents: 500 }],
    settings: { taxBp: 1_900, taxIncluded: true, holidayDates: ['2026-12-25', '2026-12-26', '2027-01-01'] },
  },
}

const coordinates: Readonly<Record<string, object>> = {
  BOS: { latitude: 42.3601, longitude: -71.0589 },
  CHI: { latitude: 41.8781, longitude: -87.6298 },
  BER: { latitude: 52.5287, longitude: 13.4012 },
  HAM: { latitude: 53.5503, longitude: 9.9357 },
}

/** Sets what a station takes, and where it is, so that the way from there can be charged. */
export async function seedPrices(scene: Scene, station: SeededStation, { mainIds, extraIds }: SeededMenu) {
  const { id: stationId, organizationId, code, currency } = station
  const viewer = systemViewer('platform', { stationIds: [stationId], organizationIds: [organizationId] })
  const context = scene.context(viewer, new SceneClock(new Date(0)))
  const { tiers, offers, settings } = prices[currency] as DemoPrices
  await updateStation(context, { stationId, expectedVersion: 1, fields: { coordinates: coordinates[code] } })
  await setPriceSettings(context, { stationId, expectedVersion: 0, fields: settings })
  for (const fields of tiers) await createPricingTier(context, { stationId, fields })
  for (const fields of offers) await createSeasonalOffer(context, { stationId, fields })
  const fields = { triggerItemId: mainIds[0], offeredItemId: extraIds[0] }
  await createUpsellRule(context, { stationId, fields })
}
