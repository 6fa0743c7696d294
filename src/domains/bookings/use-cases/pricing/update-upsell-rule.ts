import type { UseCaseContext } from '#platform/use-case-context.ts'
import { upsellRules } from './price-rule-sorts.ts'
import { type RuleToChange, updateRule } from './write-price-rule.ts'

/** Changes a suggestion to buy more, if nobody did since that version. Quotes of before keep their price. */
export function updateUpsellRule(context: UseCaseContext, input: RuleToChange & { fields: object }) {
  return updateRule(context, upsellRules, input)
}
