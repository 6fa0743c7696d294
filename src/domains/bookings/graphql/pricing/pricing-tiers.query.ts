import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { rulesInOrder, tierReads } from '../../store/pricing/price-rule-reads.ts'
import { PriceRuleFilter, toRuleList } from './price-rule-filter.ts'
import { PricingTierConnection } from './pricing-tier.type.ts'

builder.queryField('pricingTiers', (t) =>
  t.field({
    type: PricingTierConnection,
    description: 'The tiers of the stations whose prices one may see, as they are now; the oldest first.',
    authScopes: { permission: 'bookings:price:read' },
    args: { ...pageArguments, filter: t.arg({ type: PriceRuleFilter, description: 'Which tiers.' }) },
    resolve: async (_root, { filter, ...args }, { reads, viewer }) => {
      const wanted = toRuleList(filter, viewer)
      const page = await tierReads.list(reads, wanted, toPageRequest(args, rulesInOrder))
      return { page, sort: rulesInOrder, countTotal: () => tierReads.count(reads, wanted) }
    },
  }),
)
