import type { UseCaseContext } from '#platform/use-case-context.ts'
import { pricingTiers } from './price-rule-sorts.ts'
import { type RuleToChange, retireRule } from './write-price-rule.ts'

/** Takes a price per guest away, if nobody changed it since that version. Quotes of before keep their price. */
export function retirePricingTier(context: UseCaseContext, input: RuleToChange) {
  return retireRule(context, pricingTiers, input)
}
