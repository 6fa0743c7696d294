import type { UseCaseContext } from '#platform/use-case-context.ts'
import { seasonalOffers } from './price-rule-sorts.ts'
import { type RuleToChange, updateRule } from './write-price-rule.ts'

/** Changes a discount for a season, if nobody did since that version. Quotes of before keep their price. */
export function updateSeasonalOffer(context: UseCaseContext, input: RuleToChange & { fields: object }) {
  return updateRule(context, seasonalOffers, input)
}
