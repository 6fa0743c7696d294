import { pause, unlessAborted } from './waiting.ts'

/** What an answer says about the budget of whoever asks. */
export interface BudgetReport {
  /** Points that the budget holds when it is full. */
  limit: number
  remaining: number
  restorePerSecond: number
}

/** What an answer has told; nothing, when there was none. */
export interface Spent {
  /** Points that the operation was reckoned to cost. */
  requested: number | null
  budget: BudgetReport | null
}

/** To be called once, when the operation has come to its end. */
export type Settle = (spent: Spent | null) => void

const MAX_KNOWN_COSTS = 500

/**
 * Holds operations back for as long as the gateway would refuse them: it follows the budget through what answers say
 * about it, and takes for the cost of an operation what it has cost before. They go in the order in which they came.
 */
export class Budget {
  #report: BudgetReport | null = null
  /** Since the report. */
  #spent = 0
  #reportedAt = 0
  #blockedUntil = 0
  /** Points of operations that have no answer yet. */
  #onTheWay = 0
  #queue: Promise<unknown> = Promise.resolve()
  readonly #costs = new Map<string, number>()

  /** Waits until there is enough for the operation; rejects with the reason when the signal is aborted before. */
  async admit(operation: string, signal?: AbortSignal): Promise<Settle> {
    const cost = this.#costs.get(operation) ?? 1
    const turn = this.#takeTurn(this.#queue, cost, signal)
    this.#queue = turn.catch(() => undefined)
    await turn
    return (spent) => {
      this.#onTheWay -= cost
      if (spent) this.#learn(operation, spent)
    }
  }

  /** Holds everything back: the gateway has asked to be left alone. */
  block(milliseconds: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, performance.now() + milliseconds)
  }

  async #takeTurn(previous: Promise<unknown>, cost: number, signal: AbortSignal | undefined): Promise<void> {
    await unlessAborted(previous, signal)
    for (let wait = this.#waitFor(cost); wait > 0; wait = this.#waitFor(cost)) await pause(Math.ceil(wait), signal)
    this.#onTheWay += cost
    this.#spent += cost
  }

  #learn(operation: string, { requested, budget }: Spent): void {
    if (requested !== null) {
      if (this.#costs.size >= MAX_KNOWN_COSTS) this.#costs.clear()
      this.#costs.set(operation, requested)
    }
    if (budget === null) return
    this.#report = budget
    this.#reportedAt = performance.now()
    // The gateway may not have seen it yet. Where it has, this errs on the side of waiting.
    this.#spent = this.#onTheWay
  }

  /** Milliseconds until there is enough, by all that is known. */
  #waitFor(cost: number): number {
    const now = performance.now()
    const blocked = this.#blockedUntil - now
    if (!this.#report || this.#report.restorePerSecond <= 0) return blocked
    const { limit, remaining, restorePerSecond } = this.#report
    const restored = ((now - this.#reportedAt) / 1_000) * restorePerSecond
    const available = Math.min(limit, remaining - this.#spent + restored)
    // More than a full budget never comes; the gateway may say what it thinks of that.
    const missing = Math.min(cost, limit) - available
    return Math.max(blocked, (missing / restorePerSecond) * 1_000)
  }
}
