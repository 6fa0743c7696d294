import type { Offer, Settings, Tier, Upsell } from '../../model/pricing/price-rules.ts'

/** Later than every version of a price book. */
export const LAST_VERSION = 2_147_483_647

/** What every rule of a station's prices has besides its own fields. */
export interface RuleRow {
  /** Of the rule; the same in all its versions. */
  id: string
  organizationId: string
  stationId: string
  /** Rises by one with each change. */
  version: number
  /** The version of the price book with which it became what it is. */
  sinceVersion: number
  isRetired: boolean
  /** When it became what it is. */
  changedAt: Date
}

export interface TierRow extends RuleRow, Tier {
  currency: string
}

export interface OfferRow extends RuleRow, Offer {
  currency: string
}

export interface UpsellRow extends RuleRow, Upsell {}

export interface SettingsRow extends Omit<Settings, 'holidayDates'> {
  organizationId: string
  stationId: string
  currency: string
  version: number
  sinceVersion: number
  holidayDates: string[]
  changedAt: Date
}
