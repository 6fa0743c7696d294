import type { UseCaseContext } from '#platform/use-case-context.ts'
import { seasonalOffers } from './price-rule-sorts.ts'
import { type RuleToChange, retireRule } from './write-price-rule.ts'

/** Takes a discount for a season away, if nobody changed it since that version. Quotes of before keep their price. */
export function retireSeasonalOffer(context: UseCaseContext, input: RuleToChange) {
  return retireRule(context, seasonalOffers, input)
}
