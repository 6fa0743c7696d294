import type { Clock } from '#kernel/clock.ts'
import type { StoredEvent } from './domain-event.ts'
import { type EventFilter, LiveBuffer } from './live-buffer.ts'

const AGE_CHECK_MS = 1_000

/** Hands what the feed reads to the subscribers of this process. */
export class SubscriptionHub {
  readonly #clock: Clock
  readonly #buffers = new Set<LiveBuffer>()
  #ageCheck: NodeJS.Timeout | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Gathers the events of the filter from now on, until the buffer is closed. */
  attach(filter: EventFilter): LiveBuffer {
    const buffer = new LiveBuffer(filter, (closed) => this.#detach(closed))
    this.#buffers.add(buffer)
    this.#ageCheck ??= setInterval(() => this.#checkAges(), AGE_CHECK_MS).unref()
    return buffer
  }

  /** How many subscribers are attached. */
  get size(): number {
    return this.#buffers.size
  }

  /** For the feed: these events come next, in the order of the log. */
  deliver(events: readonly StoredEvent[]): void {
    const now = this.#clock.now().getTime()
    for (const event of events) {
      for (const buffer of this.#buffers) buffer.offer(event, now)
    }
  }

  /** For the feed: what comes next does not follow on what came before. Subscribers go back to the log. */
  interrupt(): void {
    for (const buffer of this.#buffers) buffer.interrupt()
  }

  /** Ends all subscriptions. */
  close(): void {
    for (const buffer of [...this.#buffers]) buffer.close()
  }

  #detach(buffer: LiveBuffer): void {
    this.#buffers.delete(buffer)
    if (this.#buffers.size > 0) return
    clearInterval(this.#ageCheck)
    this.#ageCheck = undefined
  }

  #checkAges(): void {
    const now = this.#clock.now().getTime()
    for (const buffer of this.#buffers) buffer.checkAge(now)
  }
}
