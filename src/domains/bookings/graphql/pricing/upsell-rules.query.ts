import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { rulesInOrder, upsellReads } from '../../store/pricing/price-rule-reads.ts'
import { PriceRuleFilter, toRuleList } from './price-rule-filter.ts'
import { UpsellRuleConnection } from './upsell-rule.type.ts'

builder.queryField('upsellRules', (t) =>
  t.field({
    type: UpsellRuleConnection,
    description: 'The rules of the stations whose prices one may see, as they are now; the oldest first.',
    authScopes: { permission: 'bookings:price:read' },
    args: { ...pageArguments, filter: t.arg({ type: PriceRuleFilter, description: 'Which rules.' }) },
    resolve: async (_root, { filter, ...args }, { reads, viewer }) => {
      const wanted = toRuleList(filter, viewer)
      const page = await upsellReads.list(reads, wanted, toPageRequest(args, rulesInOrder))
      return { page, sort: rulesInOrder, countTotal: () => upsellReads.count(reads, wanted) }
    },
  }),
)
