import type { UseCaseContext } from '#platform/use-case-context.ts'
import { pricingTiers } from './price-rule-sorts.ts'
import { createRule, type NewRule } from './write-price-rule.ts'

/** Adds a price per guest to a station. Quotes of before keep their price. */
export function createPricingTier(context: UseCaseContext, input: NewRule) {
  return createRule(context, pricingTiers, input)
}
