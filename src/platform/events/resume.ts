import { CursorExpiredError, SlowConsumerError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'
import type { StoredEvent } from './domain-event.ts'
import type { EventCursor, EventCursors } from './event-cursor.ts'
import { comparePositions, compareXids, type EventPosition, startOf } from './event-position.ts'
import { interruptible } from './interruptible.ts'
import type { EventFilter, LiveBuffer } from './live-buffer.ts'
import type { LogState } from './log-statements.ts'
import type { ReadBacklog } from './read-backlog.ts'
import type { SubscriptionHub } from './subscription-hub.ts'

export interface FollowOptions {
  hub: SubscriptionHub
  cursors: EventCursors
  readBacklog: ReadBacklog
  /** Who reads now: asked before each page and each event, so it had better be quick. Null ends the subscription. */
  viewer: () => Promise<Viewer | null>
  /** The viewer gets the events of those stations at which this is held. */
  permission: Permission
  filter: EventFilter
  /** Goes on after this cursor; null starts at the end of the log. */
  after: string | null
}

export type Followed =
  | { kind: 'event'; event: StoredEvent; cursor: string }
  /** Said once: everything from before the subscription is delivered. */
  | { kind: 'caughtUp'; cursor: string }

const PAGE_SIZE = 500

/**
 * Every event of the filter after the cursor, in the order of the log, each once: first what has happened, then what
 * happens. Refuses cursors that are not of this log (`BadInputError`, at the call) or that it no longer reaches back to
 * (`CursorExpiredError`); ends with a `SlowConsumerError`, which holds the cursor to go on from, when the caller
 * falls behind. Holds nothing once it has ended or was returned.
 */
export function followEvents(options: FollowOptions): AsyncGenerator<Followed, void, void> {
  const after = options.after === null ? null : options.cursors.decode(options.after)
  const follower = new Follower(options, after)
  return interruptible(follower.run(), () => follower.stop())
}

type Admission = 'admitted' | 'refused' | 'over'

class Follower {
  readonly #options: FollowOptions
  /** Everything up to here was delivered or is not this viewer's; null before the start is known. */
  #last: EventCursor | null
  #buffer: LiveBuffer | null = null

  constructor(options: FollowOptions, after: EventCursor | null) {
    this.#options = options
    this.#last = after
  }

  /** Attaching comes before reading: any other order has a hole between the two. */
  async *run(): AsyncGenerator<Followed, void, void> {
    const buffer = this.#options.hub.attach(this.#options.filter)
    this.#buffer = buffer
    let saidCaughtUp = false
    try {
      while (buffer.state !== 'closed') {
        buffer.restart()
        yield* this.#deliverBacklog(buffer)
        if (buffer.state !== 'open') continue
        if (!saidCaughtUp) yield { kind: 'caughtUp', cursor: this.#cursor() }
        saidCaughtUp = true
        yield* this.#deliverLive(buffer)
        if (buffer.overflowed) throw new SlowConsumerError(this.#cursor())
      }
    } finally {
      buffer.close()
    }
  }

  stop(): void {
    this.#buffer?.close()
  }

  async *#deliverBacklog(buffer: LiveBuffer): AsyncGenerator<Followed, void, void> {
    for (let complete = false; !complete; ) {
      const viewer = await this.#options.viewer()
      if (!viewer) return buffer.close()
      const { log, events } = await this.#options.readBacklog(viewer, {
        after: this.#last?.position ?? null,
        stationIds: this.#readableStations(viewer),
        types: [...this.#options.filter.types],
        limit: PAGE_SIZE,
      })
      this.#requireWithin(log)
      yield* this.#deliver(buffer, log.epoch, events)
      if (buffer.state === 'closed') return
      complete = events.length < PAGE_SIZE
      if (complete) this.#advance(log.epoch, startOf(log.horizonXid))
    }
  }

  async *#deliverLive(buffer: LiveBuffer): AsyncGenerator<Followed, void, void> {
    const { epoch } = this.#place()
    for await (const event of buffer) yield* this.#deliver(buffer, epoch, [event])
  }

  async *#deliver(
    buffer: LiveBuffer,
    epoch: number,
    events: readonly StoredEvent[],
  ): AsyncGenerator<Followed, void, void> {
    for (const event of events) {
      if (this.#last && comparePositions(event.position, this.#last.position) <= 0) continue
      const admission = await this.#admit(event)
      if (admission === 'over') buffer.close()
      if (buffer.state === 'closed') return
      this.#advance(epoch, event.position)
      if (admission === 'admitted') yield { kind: 'event', event, cursor: this.#cursor() }
    }
  }

  async #admit(event: StoredEvent): Promise<Admission> {
    const viewer = await this.#options.viewer()
    if (!viewer) return 'over'
    return this.#readableStations(viewer).includes(event.stationId) ? 'admitted' : 'refused'
  }

  #readableStations(viewer: Viewer): string[] {
    const { permission, filter } = this.#options
    return stationsWith(viewer, permission).filter((stationId) => filter.stationIds.has(stationId))
  }

  /** A place before the floor, beyond the end or of another life says nothing about what was missed. */
  #requireWithin({ epoch, floorXid, horizonXid }: LogState): void {
    if (!this.#last) return
    const { xid } = this.#last.position
    const isWithin = this.#last.epoch === epoch && compareXids(xid, floorXid) >= 0 && compareXids(xid, horizonXid) <= 0
    if (isWithin) return
    throw new CursorExpiredError(this.#options.cursors.encode({ epoch, position: startOf(floorXid) }))
  }

  #advance(epoch: number, position: EventPosition): void {
    if (this.#last && comparePositions(position, this.#last.position) < 0) return
    this.#last = { epoch, position }
  }

  #place(): EventCursor {
    if (!this.#last) throw new Error('no place in the log is known before its state is read')
    return this.#last
  }

  #cursor(): string {
    return this.#options.cursors.encode(this.#place())
  }
}
