import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '#platform/log.ts'
import { Bell } from './bell.ts'
import type { StoredEvent } from './domain-event.ts'
import { comparePositions, type EventPosition, startOf } from './event-position.ts'
import { FeedConnection } from './feed-connection.ts'

/** Who is given the events: the hub. Must not throw. */
interface FeedListener {
  deliver(events: readonly StoredEvent[]): void
  /** The feed starts anew elsewhere in the log. */
  interrupt(): void
}

export interface EventFeedOptions {
  /** Of the gateway's role. */
  url: string
  log: Log
  listener: FeedListener
  /** The database is given up for lost when it does not answer for this long. */
  silenceMs?: number
}

/** Read even when nobody rings: rings can be lost. */
const POLL_MS = 1_000
/** While something is committed but not settled, because an older transaction still runs that will not ring. */
const UNSETTLED_POLL_MS = 20
/** Between two reads, so that a stream of rings is read in batches. */
const READ_GAP_MS = 4
const BATCH_SIZE = 500
const SILENCE_MS = 5_000
const MAX_BACKOFF_MS = 5_000

/**
 * Follows the log of all stations for this process: every event that is committed after the start is delivered once,
 * in the order of the log, whatever happens to the connection meanwhile. See docs/decisions/0003-event-order.md.
 */
export class EventFeed {
  readonly #options: EventFeedOptions
  readonly #bell = new Bell()
  readonly #stopped = new AbortController()
  #running: Promise<void> | undefined
  #connection: FeedConnection | null = null
  #place: { epoch: number; position: EventPosition } | null = null
  #failures = 0
  #lastReadAt = performance.now()
  #behindSince: number | null = performance.now()

  constructor(options: EventFeedOptions) {
    this.#options = options
  }

  /** Begins at the end of the log as it is when the database is first reached. */
  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#bell.ring()
    await this.#running
  }

  /** Up to where everything was delivered; null until the database has been reached. */
  get position(): EventPosition | null {
    return this.#place?.position ?? null
  }

  /** Whether the feed has a connection that answers. */
  get healthy(): boolean {
    return this.#connection !== null && performance.now() - this.#lastReadAt < POLL_MS + this.#silenceMs
  }

  /** For how many milliseconds there may have been events that were committed and are not delivered yet. */
  get lag(): number {
    return Math.max(0, performance.now() - (this.#behindSince ?? this.#lastReadAt + POLL_MS))
  }

  /** There may be something new to read. */
  ring(): void {
    this.#bell.ring()
  }

  /** Rings for the feeds of the other processes. Without a connection it does nothing: connecting will ring. */
  async notify(): Promise<void> {
    await this.#connection?.notify()
  }

  get #silenceMs(): number {
    return this.#options.silenceMs ?? SILENCE_MS
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      try {
        await this.#follow()
      } catch (error) {
        if (signal.aborted) return
        this.#failures += 1
        this.#behindSince ??= performance.now()
        this.#options.log.warn({ err: error, failures: this.#failures }, 'the event feed lost the database')
        const backoff = Math.random() * Math.min(MAX_BACKOFF_MS, 50 * 2 ** this.#failures)
        await delay(backoff, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  /** One life of the connection. Returns when the feed is stopped, throws when the connection is lost. */
  async #follow(): Promise<void> {
    const ring = () => this.ring()
    const { url } = this.#options
    const { signal } = this.#stopped
    const connection = await FeedConnection.open({
      url,
      silenceMs: this.#silenceMs,
      onRing: ring,
      onLost: ring,
      signal,
    })
    try {
      await this.#takePlace(connection)
      this.#connection = connection
      while (!signal.aborted) {
        const complete = await this.#readOn(connection)
        await delay(READ_GAP_MS)
        await this.#bell.wait(complete ? POLL_MS : UNSETTLED_POLL_MS)
      }
    } finally {
      this.#connection = null
      await connection.close()
    }
  }

  /** Goes on from where it was; from the end of the log when this is the start, or another life of the log. */
  async #takePlace(connection: FeedConnection): Promise<void> {
    const { epoch, horizonXid } = await connection.readState()
    const end = startOf(horizonXid)
    const place = this.#place
    if (place && place.epoch === epoch && comparePositions(place.position, end) <= 0) return
    if (place) this.#options.log.warn({ from: place, to: { epoch, position: end } }, 'the event log was restored')
    this.#place = { epoch, position: end }
    this.#options.listener.interrupt()
  }

  /** Delivers all that is settled; tells whether that was all that is committed. */
  async #readOn(connection: FeedConnection): Promise<boolean> {
    for (let place = this.#place; place; ) {
      const events = await connection.readAfter(place.position, BATCH_SIZE)
      this.#lastReadAt = performance.now()
      this.#failures = 0
      const last = events.at(-1)
      if (last) {
        place = { epoch: place.epoch, position: last.position }
        this.#place = place
        this.#options.listener.deliver(events)
      }
      if (events.length === BATCH_SIZE) continue
      const complete = !(await connection.hasAnyAfter(place.position))
      if (complete) this.#behindSince = null
      else this.#behindSince ??= this.#lastReadAt
      return complete
    }
    return true
  }
}
