import { CostExceededError } from '#kernel/errors.ts'
import type { Budget } from '#platform/rate-limits/budgets.ts'
import type { Variables } from './cost/amounts.ts'
import type { OperationCost } from './cost/operation-cost.ts'

/** `extensions.cost` of an answer, in points. */
export interface ShownCost {
  /** What it could cost at most, by the schema: taken before the execution. */
  requested: number
  /** What it has cost, by what the answer holds: the rest was given back. */
  actual: number
  /** Of the budget that paid, and what is left of it now. */
  limit: number
  remaining: number
  restorePerSecond: number
}

/** What one operation pays out of a budget, and its place among those that run. To be settled, whatever happens. */
export class Bill {
  readonly #budget: Budget
  #requested = 0
  #actual = 0
  #measure: (data: Data) => number = () => 0
  #leave: () => void = () => undefined
  #isTaken = false

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** Names the price; refuses what may not be asked for at once. */
  price(cost: OperationCost, variables: Variables): void {
    this.#requested = cost.requested(variables)
    const { operation } = this.#budget.allowance
    if (this.#requested > operation) throw new CostExceededError(this.#requested, operation)
    this.#measure = (data) => cost.actual(variables, data)
  }

  /** Takes the points and a place, or refuses the operation. */
  take(): void {
    const leave = this.#budget.enter()
    try {
      this.#budget.take(this.#requested)
    } catch (error) {
      leave()
      throw error
    }
    this.#leave = leave
    this.#begin()
  }

  /** Takes the points as soon as they are there: what was promised already is not refused. */
  async takeInTurn(wait: (ms: number) => Promise<unknown>): Promise<void> {
    for (;;) {
      const ms = this.#budget.tryTake(this.#requested)
      if (ms === 0) break
      await wait(ms)
    }
    this.#begin()
  }

  #begin(): void {
    this.#isTaken = true
    this.#actual = this.#measure(undefined)
  }

  /** What it has come to, by the data of the answer. */
  measure(data: Data): void {
    this.#actual = this.#measure(data)
  }

  /** Gives back what was not used, and the place. */
  settle(): ShownCost {
    this.#leave()
    if (this.#isTaken) this.#budget.settle(this.#requested, this.#actual)
    const { limit, remaining, restorePerSecond } = this.#budget.status()
    return { requested: this.#requested, actual: this.#actual, limit, remaining, restorePerSecond }
  }
}

type Data = Readonly<Record<string, unknown>> | null | undefined
