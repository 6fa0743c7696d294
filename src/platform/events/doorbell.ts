import { setTimeout as delay } from 'node:timers/promises'

/** At most one notification in this time: each takes a lock that all committing notifiers share. */
const REST_MS = 5

/**
 * Rung after each commit that appended events. Wakes this process at once, and the other processes through one
 * notification for all rings that come close together. Losing one delays delivery, but loses no event.
 */
export class Doorbell {
  readonly #wake: () => void
  readonly #notify: () => Promise<void>
  #resting = false
  #rungMeanwhile = false

  /** `notify` may reject when the database is away. */
  constructor(wake: () => void, notify: () => Promise<void>) {
    this.#wake = wake
    this.#notify = notify
  }

  ring(): void {
    this.#wake()
    if (this.#resting) this.#rungMeanwhile = true
    else void this.#notifyAndRest()
  }

  async #notifyAndRest(): Promise<void> {
    this.#resting = true
    do {
      this.#rungMeanwhile = false
      await Promise.allSettled([this.#notify(), delay(REST_MS)])
    } while (this.#rungMeanwhile)
    this.#resting = false
  }
}
