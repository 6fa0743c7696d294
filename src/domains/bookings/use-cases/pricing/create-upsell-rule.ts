import type { UseCaseContext } from '#platform/use-case-context.ts'
import { upsellRules } from './price-rule-sorts.ts'
import { createRule, type NewRule } from './write-price-rule.ts'

/** Adds a suggestion to buy more to a station. Quotes of before keep their price. */
export function createUpsellRule(context: UseCaseContext, input: NewRule) {
  return createRule(context, upsellRules, input)
}
