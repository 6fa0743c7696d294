import { expect } from 'vitest'
import { type Allowance, type Allowances, defaultAllowances } from '#platform/rate-limits/allowances.ts'

/** The same for every principal. */
export function allowEverybody(allowance: Allowance): Allowances {
  return {
    ANONYMOUS: allowance,
    STAFF: allowance,
    TRIAL: allowance,
    STANDARD: allowance,
    ENTERPRISE: allowance,
  }
}

/** For tests that are about something else: no budget runs out, and operations may cost what they may cost in life. */
export const generous: Allowances = allowEverybody({
  ...defaultAllowances.STAFF,
  limit: 1_000_000_000,
  restorePerSecond: 1_000_000_000,
  concurrency: 1_000,
})

/** `extensions.cost` of an answer, where it does not matter how much it was. */
export const anyCost = {
  requested: expect.any(Number),
  actual: expect.any(Number),
  limit: generous.STAFF.limit,
  remaining: expect.any(Number),
  restorePerSecond: generous.STAFF.restorePerSecond,
}
