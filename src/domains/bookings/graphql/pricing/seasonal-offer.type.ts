import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Money } from '#graphql/money.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { Station } from '../../../identity/index.ts'
import { offerReads } from '../../store/pricing/price-rule-reads.ts'

const SeasonalOffer = loadableRef('SeasonalOffer', offerReads.byId)

registerNode('seasonal offer', 'SeasonalOffer', readableAtStation(offerReads.byId, 'bookings:price:read'))

SeasonalOffer.implement({
  description:
    'What a station takes off for a season. Of several that are good for a booking, the one that saves the most counts.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('seasonal offer', id) }),
    station: t.field({ type: Station, description: 'Where it holds.', resolve: ({ stationId }) => stationId }),
    name: t.exposeString('name', { description: 'As customers read it on their price.' }),
    code: t.exposeString('code', {
      nullable: true,
      description: 'What customers have to name; null when everybody gets it.',
    }),
    serviceFromDate: t.expose('serviceFromDate', {
      type: 'LocalDate',
      nullable: true,
      description: 'The first day of service for which it is good.',
    }),
    serviceUntilDate: t.expose('serviceUntilDate', {
      type: 'LocalDate',
      nullable: true,
      description: 'The last day of service for which it is good.',
    }),
    bookedFromDate: t.expose('bookedFromDate', {
      type: 'LocalDate',
      nullable: true,
      description: 'The first day of booking on which it is good.',
    }),
    bookedUntilDate: t.expose('bookedUntilDate', {
      type: 'LocalDate',
      nullable: true,
      description: 'The last day of booking on which it is good.',
    }),
    discountBp: t.exposeInt('discountBp', {
      nullable: true,
      description: 'How much off, in ten thousandths of the subtotal; null for an amount.',
    }),
    discount: t.field({
      type: Money,
      nullable: true,
      description: 'How much off; null for a part of the subtotal.',
      resolve: ({ discountCents, currency }) =>
        discountCents === null ? null : { amountCents: discountCents, currency },
    }),
    cap: t.field({
      type: Money,
      nullable: true,
      description: 'The most that it takes off; null for no limit.',
      resolve: ({ capCents, currency }) => (capCents === null ? null : { amountCents: capCents, currency }),
    }),
    retired: t.exposeBoolean('isRetired', { description: 'Whether it holds no longer.' }),
    version: t.exposeInt('version', { description: 'Rises with each change; mutations name the one that they saw.' }),
    priceBookVersion: t.exposeInt('sinceVersion', {
      description: 'The version of the prices of the business with which it became this.',
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it became this.' }),
  }),
})

export const SeasonalOfferConnection = connectionType('SeasonalOffer', SeasonalOffer)

/** The payload of a mutation that leaves a offer behind. */
export function seasonalOfferPayload(name: string, description: string) {
  return builder.objectRef<{ ruleId: string }>(name).implement({
    description,
    fields: (t) => ({
      seasonalOffer: t.field({ type: SeasonalOffer, description: 'The offer.', resolve: ({ ruleId }) => ruleId }),
    }),
  })
}
