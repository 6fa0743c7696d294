import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { offerReads, rulesInOrder } from '../../store/pricing/price-rule-reads.ts'
import { PriceRuleFilter, toRuleList } from './price-rule-filter.ts'
import { SeasonalOfferConnection } from './seasonal-offer.type.ts'

builder.queryField('seasonalOffers', (t) =>
  t.field({
    type: SeasonalOfferConnection,
    description: 'The offers of the stations whose prices one may see, as they are now; the oldest first.',
    authScopes: { permission: 'bookings:price:read' },
    args: { ...pageArguments, filter: t.arg({ type: PriceRuleFilter, description: 'Which offers.' }) },
    resolve: async (_root, { filter, ...args }, { reads, viewer }) => {
      const wanted = toRuleList(filter, viewer)
      const page = await offerReads.list(reads, wanted, toPageRequest(args, rulesInOrder))
      return { page, sort: rulesInOrder, countTotal: () => offerReads.count(reads, wanted) }
    },
  }),
)
