import type { StoredEvent } from './domain-event.ts'

/** Which events a subscriber wants. The sets are looked at for each event, so they may change over time. */
export interface EventFilter {
  readonly stationIds: ReadonlySet<string>
  readonly types: ReadonlySet<string>
}

/**
 * - `open`: holds every wanted event since it was attached or restarted.
 * - `overflowed`: the reader was too slow.
 * - `interrupted`: the feed has moved elsewhere in the log, and what lies between is not here.
 * - `closed`: for good.
 */
export type LiveBufferState = 'open' | 'overflowed' | 'interrupted' | 'closed'

const MAX_EVENTS = 256
const MAX_BYTES = 1024 * 1024
/** How long the oldest event may wait. */
const MAX_WAIT_MS = 30_000
/** What an event weighs besides its payload. */
const ENVELOPE_BYTES = 300

interface Waiting {
  event: StoredEvent
  bytes: number
  since: number
}

/**
 * The queue between the feed and one subscriber. It never drops an event in silence: past a limit it lets go of
 * everything, and says so. One reader at a time.
 */
export class LiveBuffer implements AsyncIterable<StoredEvent> {
  readonly #filter: EventFilter
  readonly #onClose: (buffer: LiveBuffer) => void
  readonly #queue: Waiting[] = []
  #bytes = 0
  #state: LiveBufferState = 'open'
  #wakeReader: (() => void) | null = null

  constructor(filter: EventFilter, onClose: (buffer: LiveBuffer) => void) {
    this.#filter = filter
    this.#onClose = onClose
  }

  get state(): LiveBufferState {
    return this.#state
  }

  get overflowed(): boolean {
    return this.#state === 'overflowed'
  }

  /** The events from here on, in order; ends when the state is no longer `open`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StoredEvent, void, void> {
    for (let event = await this.#next(); event; event = await this.#next()) yield event
  }

  /** Gathers again from now on. What is missing has to be read from the log, after this call. */
  restart(): void {
    if (this.#state !== 'closed') this.#enter('open')
  }

  close(): void {
    this.#enter('closed')
    this.#onClose(this)
  }

  /** For the hub: an event has happened. */
  offer(event: StoredEvent, now: number): void {
    if (this.#state !== 'open') return
    if (!this.#filter.types.has(event.type) || !this.#filter.stationIds.has(event.stationId)) return
    const bytes = event.payloadLength + ENVELOPE_BYTES
    this.#queue.push({ event, bytes, since: now })
    this.#bytes += bytes
    if (this.#queue.length > MAX_EVENTS || this.#bytes > MAX_BYTES) this.#enter('overflowed')
    else this.checkAge(now)
    this.#wakeReader?.()
  }

  /** For the hub: time has passed. */
  checkAge(now: number): void {
    const [oldest] = this.#queue
    if (oldest && now - oldest.since > MAX_WAIT_MS) this.#enter('overflowed')
  }

  /** For the hub: events are missing from now on. */
  interrupt(): void {
    if (this.#state === 'open') this.#enter('interrupted')
  }

  #enter(state: LiveBufferState): void {
    this.#state = state
    this.#queue.length = 0
    this.#bytes = 0
    this.#wakeReader?.()
  }

  async #next(): Promise<StoredEvent | null> {
    while (this.#state === 'open' && this.#queue.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve
      })
      this.#wakeReader = null
    }
    const waiting = this.#queue.shift()
    if (!waiting) return null
    this.#bytes -= waiting.bytes
    return waiting.event
  }
}
