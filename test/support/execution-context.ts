import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context } from '#graphql/context.ts'
import { anonymous } from '#kernel/viewer.ts'
import { TimeLimit } from '#platform/database/time-limit.ts'
import { Budgets } from '#platform/rate-limits/budgets.ts'
import { systemClock } from '#platform/system-clock.ts'
import { generous } from './allowances.ts'

const budgets = new Budgets(generous, systemClock)

/** What an executor needs of a context whose operations read nothing. */
export function executionContext(rest: Partial<Context> = {}): Context {
  return {
    budget: budgets.of(anonymous, null),
    time: new TimeLimit({ limitMs: 10_000, leases: new AsyncLocalStorage() }),
    reads: { close: () => undefined },
    recordPersonalReads: async () => undefined,
    ...rest,
  } as Context
}
