import { limits } from '#graphql/limits.ts'

/** How fast the messages of one socket come. */
export class MessageRate {
  /** When the last messages came, the oldest at `#oldest`. */
  readonly #times = new Float64Array(limits.messagesPerSocket).fill(Number.NEGATIVE_INFINITY)
  #oldest = 0

  /** Counts a message, and tells whether it is one too many. `nowMs` never goes back. */
  exceedsWith(nowMs: number): boolean {
    const oldest = this.#times[this.#oldest] ?? Number.NEGATIVE_INFINITY
    this.#times[this.#oldest] = nowMs
    this.#oldest = (this.#oldest + 1) % this.#times.length
    return nowMs - oldest < limits.messagesWithinMs
  }
}
