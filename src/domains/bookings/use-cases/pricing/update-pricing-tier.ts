import type { UseCaseContext } from '#platform/use-case-context.ts'
import { pricingTiers } from './price-rule-sorts.ts'
import { type RuleToChange, updateRule } from './write-price-rule.ts'

/** Changes a price per guest, if nobody did since that version. Quotes of before keep their price. */
export function updatePricingTier(context: UseCaseContext, input: RuleToChange & { fields: object }) {
  return updateRule(context, pricingTiers, input)
}
