import { NotFoundError } from '#kernel/errors.ts'
import { offerFields, tierFields, upsellFields } from '../../model/pricing/price-input.ts'
import type { Offer, Tier, Upsell } from '../../model/pricing/price-rules.ts'
import { OfferCodeTakenError } from '../../model/pricing/refusals.ts'
import { serviceItemById } from '../../store/menu-reads.ts'
import { insertOffer, insertTier, insertUpsell } from '../../store/pricing/price-book-writes.ts'
import type { OfferRow, TierRow, UpsellRow } from '../../store/pricing/price-rows.ts'
import { findCurrentOffers, offerReads, tierReads, upsellReads } from '../../store/pricing/price-rule-reads.ts'
import type { RuleSort } from './write-price-rule.ts'

export const pricingTiers: RuleSort<Omit<Tier, 'ruleId'>, TierRow> = {
  subject: 'pricing tier',
  aggregate: 'pricing_tier',
  idField: 'pricingTierId',
  schema: tierFields,
  reads: tierReads,
  insert: insertTier,
}

export const seasonalOffers: RuleSort<Omit<Offer, 'ruleId'>, OfferRow> = {
  subject: 'seasonal offer',
  aggregate: 'seasonal_offer',
  idField: 'seasonalOfferId',
  schema: offerFields,
  reads: offerReads,
  insert: insertOffer,
  async requireFitting({ session }, station, { ruleId, code }) {
    if (code === null) return
    const others = await findCurrentOffers(session, station.id)
    if (others.some((offer) => offer.code === code && offer.ruleId !== ruleId)) throw new OfferCodeTakenError()
  },
}

export const upsellRules: RuleSort<Omit<Upsell, 'ruleId'>, UpsellRow> = {
  subject: 'upsell rule',
  aggregate: 'upsell_rule',
  idField: 'upsellRuleId',
  schema: upsellFields,
  reads: upsellReads,
  insert: (transaction, { currency: _, ...rule }) => insertUpsell(transaction, rule),
  async requireFitting({ session }, { organizationId }, { triggerItemId, offeredItemId }) {
    const [offered, trigger] = await serviceItemById.readAll(session, [offeredItemId, triggerItemId ?? offeredItemId])
    if (offered?.organizationId !== organizationId) throw new NotFoundError('service item', ['offeredItemId'])
    if (trigger?.organizationId !== organizationId) throw new NotFoundError('service item', ['triggerItemId'])
  },
}
