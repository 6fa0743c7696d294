import type { UseCaseContext } from '#platform/use-case-context.ts'
import { seasonalOffers } from './price-rule-sorts.ts'
import { createRule, type NewRule } from './write-price-rule.ts'

/** Adds a discount for a season to a station. Quotes of before keep their price. */
export function createSeasonalOffer(context: UseCaseContext, input: NewRule) {
  return createRule(context, seasonalOffers, input)
}
