import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Money } from '#graphql/money.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { Station } from '../../../identity/index.ts'
import { tierReads } from '../../store/pricing/price-rule-reads.ts'

const PricingTier = loadableRef('PricingTier', tierReads.byId)

registerNode('pricing tier', 'PricingTier', readableAtStation(tierReads.byId, 'bookings:price:read'))

PricingTier.implement({
  description: 'What a station takes for each guest, from a number of guests on. For catering.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('pricing tier', id) }),
    station: t.field({ type: Station, description: 'Where it holds.', resolve: ({ stationId }) => stationId }),
    name: t.exposeString('name', { description: 'As customers read it on their price.' }),
    minGuests: t.exposeInt('minGuests', { description: 'From how many guests on, children included; 1 to 20000.' }),
    adultPrice: t.field({
      type: Money,
      description: 'For each adult.',
      resolve: ({ adultCents, currency }) => ({ amountCents: adultCents, currency }),
    }),
    childPrice: t.field({
      type: Money,
      description: 'For each child.',
      resolve: ({ childCents, currency }) => ({ amountCents: childCents, currency }),
    }),
    weekendBp: t.exposeInt('weekendBp', {
      description: 'On Saturdays and Sundays the price is so many ten thousandths of itself, 10000 to 50000.',
    }),
    holidayBp: t.exposeInt('holidayBp', {
      description: 'On holidays the price is so many ten thousandths of itself, 10000 to 50000.',
    }),
    validFromDate: t.expose('validFromDate', {
      type: 'LocalDate',
      nullable: true,
      description: 'The first day of service for which it holds; null for no beginning.',
    }),
    validUntilDate: t.expose('validUntilDate', {
      type: 'LocalDate',
      nullable: true,
      description: 'The last day of service for which it holds; null for no end.',
    }),
    retired: t.exposeBoolean('isRetired', { description: 'Whether it holds no longer.' }),
    version: t.exposeInt('version', { description: 'Rises with each change; mutations name the one that they saw.' }),
    priceBookVersion: t.exposeInt('sinceVersion', {
      description: 'The version of the prices of the business with which it became this.',
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it became this.' }),
  }),
})

export const PricingTierConnection = connectionType('PricingTier', PricingTier)

/** The payload of a mutation that leaves a tier behind. */
export function pricingTierPayload(name: string, description: string) {
  return builder.objectRef<{ ruleId: string }>(name).implement({
    description,
    fields: (t) => ({
      pricingTier: t.field({ type: PricingTier, description: 'The tier.', resolve: ({ ruleId }) => ruleId }),
    }),
  })
}
