import { z } from 'zod'
import { ratePlans } from '#kernel/rate-plan.ts'

/** Whose budgets differ in size: nobody in particular (by address), the staff (by person), and the plans of API keys. */
const principals = ['ANONYMOUS', 'STAFF', ...ratePlans] as const

export type PrincipalKind = (typeof principals)[number]

export interface Allowance {
  /** Points that one operation may cost. */
  operation: number
  /** Points that can be saved up. */
  limit: number
  /** Points that come back in a second. */
  restorePerSecond: number
  /** Operations that may run at a time. */
  concurrency: number
}

export type Allowances = Readonly<Record<PrincipalKind, Allowance>>

/** As docs/limits.md tells them. */
export const defaultAllowances: Allowances = {
  ANONYMOUS: { operation: 1_000, limit: 2_000, restorePerSecond: 50, concurrency: 20 },
  STAFF: { operation: 1_000, limit: 20_000, restorePerSecond: 500, concurrency: 20 },
  TRIAL: { operation: 500, limit: 1_000, restorePerSecond: 20, concurrency: 20 },
  STANDARD: { operation: 1_000, limit: 10_000, restorePerSecond: 200, concurrency: 20 },
  ENTERPRISE: { operation: 2_000, limit: 50_000, restorePerSecond: 1_000, concurrency: 20 },
}

const amount = z.number().int().min(1).max(1_000_000_000)

/** Other numbers for some principals, as JSON: `{"STAFF": {"limit": 50000}}`. What is not given stays. */
export const allowancesText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue('must be JSON')
      return z.NEVER
    }
  })
  .pipe(
    z.partialRecord(
      z.enum(principals),
      z.strictObject({ operation: amount, limit: amount, restorePerSecond: amount, concurrency: amount }).partial(),
    ),
  )
  .transform((given, context) => {
    const chosen = Object.fromEntries(
      principals.map((kind) => [kind, { ...defaultAllowances[kind], ...given[kind] }]),
    ) as Record<PrincipalKind, Allowance>
    for (const kind of principals) {
      const { operation, limit } = chosen[kind]
      if (operation > limit)
        context.addIssue(`${kind}: an operation of ${operation} points would never fit into ${limit}`)
    }
    return chosen
  })
