import { BooleanFilter, compareIds, filterType, IdFilter, readFilter } from '#graphql/filters.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'
import type { RuleList } from '../../store/pricing/price-rule-reads.ts'

export const PriceRuleFilter = filterType('PriceRuleFilter', 'Which rules of prices.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By station.' }),
  retired: t.field({ type: BooleanFilter, description: 'By whether they hold no longer.' }),
}))

/** What the filter lets through of the rules that the viewer may see. */
export function toRuleList(filter: typeof PriceRuleFilter.$inferInput | null | undefined, viewer: Viewer): RuleList {
  return {
    stationIds: stationsWith(viewer, 'bookings:price:read'),
    filter: readFilter(filter, { station: compareIds('station') }),
  }
}
