import { pause, unlessAborted } from './waiting.ts'

/** What an answer says about the budget of whoever asks. */
export interface BudgetReport {
  /** Points that the budget holds when it is full. */
  limit: number
  remaining: number
  restorePerSecond: number
}

const MAX_KNOWN_COSTS = 500

/**
 * Holds requests back for as long as the gateway would refuse them: it follows the budget through what answers say
 * about it, and takes for the cost of an operation what it has cost before. Requests go in the order in which they came.
 */
export class Budget {
  #report: BudgetReport | null = null
  #reportedAt = 0
  #blockedUntil = 0
  /** Points of requests that have no answer yet. */
  #reserved = 0
  #queue: Promise<unknown> = Promise.resolve()
  readonly #costs = new Map<string, number>()

  /** Waits until there is enough for the operation, and returns the function that gives back what was set aside. */
  async admit(operation: string, signal?: AbortSignal): Promise<() => void> {
    const cost = this.#costs.get(operation) ?? 1
    const previous = this.#queue
    const turn = this.#takeTurn(previous, cost, signal)
    this.#queue = turn.catch(() => undefined)
    await turn
    return () => {
      this.#reserved -= cost
    }
  }

  /** Notes what an answer has told. */
  learn(operation: string, requested: number | null, report: BudgetReport | null): void {
    if (requested !== null) {
      if (this.#costs.size >= MAX_KNOWN_COSTS) this.#costs.clear()
      this.#costs.set(operation, requested)
    }
    if (report === null) return
    this.#report = report
    this.#reportedAt = performance.now()
  }

  /** Holds everything back: the gateway has asked to be left alone. */
  block(milliseconds: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, performance.now() + milliseconds)
  }

  async #takeTurn(previous: Promise<unknown>, cost: number, signal: AbortSignal | undefined): Promise<void> {
    await unlessAborted(previous, signal)
    for (let wait = this.#waitFor(cost); wait > 0; wait = this.#waitFor(cost)) await pause(Math.ceil(wait), signal)
    this.#reserved += cost
  }

  /** Milliseconds until there is enough, by all that is known. */
  #waitFor(cost: number): number {
    const now = performance.now()
    const blocked = this.#blockedUntil - now
    if (!this.#report) return blocked
    const { limit, remaining, restorePerSecond } = this.#report
    if (restorePerSecond <= 0) return blocked
    const restored = ((now - this.#reportedAt) / 1_000) * restorePerSecond
    const available = Math.min(limit, remaining + restored) - this.#reserved
    // More than a full budget never comes; the gateway may say what it thinks of that.
    const missing = Math.min(cost, limit) - available
    return Math.max(blocked, (missing / restorePerSecond) * 1_000)
  }
}
