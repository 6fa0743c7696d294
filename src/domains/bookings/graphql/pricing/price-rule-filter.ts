import { builder } from '#graphql/builder.ts'
import { IdFilter } from '#graphql/filters.ts'
import { findIds } from '#graphql/ids.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'
import type { RuleFilter } from '../../store/pricing/price-rule-reads.ts'

export const PriceRuleFilter = builder.inputType('PriceRuleFilter', {
  description: 'Which rules of prices; all conditions must hold.',
  fields: (t) => ({
    station: t.field({ type: IdFilter, description: 'Of one of these stations.' }),
    retired: t.boolean({
      description: 'Only those that hold no longer; when it is not given or false, only those that hold.',
    }),
  }),
})

export function toRuleFilter(
  filter: typeof PriceRuleFilter.$inferInput | null | undefined,
  viewer: Viewer,
): RuleFilter {
  const visible = stationsWith(viewer, 'bookings:menu:read')
  const stations = filter?.station && findIds('station', filter.station.in)
  const stationIds = stations ? visible.filter((id) => stations.includes(id)) : visible
  return { stationIds, retired: filter?.retired ?? false }
}
