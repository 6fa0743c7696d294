import type { UseCaseContext } from '#platform/use-case-context.ts'
import { upsellRules } from './price-rule-sorts.ts'
import { type RuleToChange, retireRule } from './write-price-rule.ts'

/** Takes a suggestion to buy more away, if nobody changed it since that version. Quotes of before keep their price. */
export function retireUpsellRule(context: UseCaseContext, input: RuleToChange) {
  return retireRule(context, upsellRules, input)
}
