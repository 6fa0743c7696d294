import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { Station } from '../../../identity/index.ts'
import { upsellReads } from '../../store/pricing/price-rule-reads.ts'
import { ServiceItem } from '../service-item.type.ts'

const UpsellRule = loadableRef('UpsellRule', upsellReads.byId)

registerNode('upsell rule', 'UpsellRule', readableAtStation(upsellReads.byId, 'bookings:price:read'))

UpsellRule.implement({
  description: 'When a quote suggests to add something.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('upsell rule', id) }),
    station: t.field({ type: Station, description: 'Where it holds.', resolve: ({ stationId }) => stationId }),
    triggerItem: t.field({
      type: ServiceItem,
      nullable: true,
      description: 'To whom wants this; null for everybody.',
      resolve: ({ triggerItemId }) => triggerItemId,
    }),
    minGuests: t.exposeInt('minGuests', {
      nullable: true,
      description: 'From how many guests on, children included; null for any number.',
    }),
    offeredItem: t.field({
      type: ServiceItem,
      description: 'What is suggested.',
      resolve: ({ offeredItemId }) => offeredItemId,
    }),
    priority: t.exposeInt('priority', { description: 'The highest is suggested first; 0 to 1000.' }),
    retired: t.exposeBoolean('isRetired', { description: 'Whether it holds no longer.' }),
    version: t.exposeInt('version', { description: 'Rises with each change; mutations name the one that they saw.' }),
    priceBookVersion: t.exposeInt('sinceVersion', {
      description: 'The version of the prices of the business with which it became this.',
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it became this.' }),
  }),
})

export const UpsellRuleConnection = connectionType('UpsellRule', UpsellRule)

/** The payload of a mutation that leaves a rule behind. */
export function upsellRulePayload(name: string, description: string) {
  return builder.objectRef<{ ruleId: string }>(name).implement({
    description,
    fields: (t) => ({
      upsellRule: t.field({ type: UpsellRule, description: 'The rule.', resolve: ({ ruleId }) => ruleId }),
    }),
  })
}
