import type { Clock } from '#kernel/clock.ts'
import type { GatewayPool } from '#platform/database/pool.ts'
import type { Log } from '#platform/log.ts'
import { Doorbell } from './doorbell.ts'
import { type EventAppender, LogAppender } from './event-appender.ts'
import { EventCursors } from './event-cursor.ts'
import { EventFeed } from './event-feed.ts'
import { createBacklogReader, type ReadBacklog } from './read-backlog.ts'
import { type Followed, type FollowOptions, followEvents } from './resume.ts'
import { SubscriptionHub } from './subscription-hub.ts'

export interface EventLogOptions {
  /** Of the gateway's role, for the feed's own connection. */
  url: string
  pool: GatewayPool
  cursorKey: Buffer
  clock: Clock
  log: Log
}

/** A subscription as its field describes it. */
export type Subscription = Pick<FollowOptions, 'viewer' | 'permission' | 'filter' | 'after'>

/** All that one process does with the event log: append to it, follow it, read back in it. */
export class EventLog {
  readonly appender: EventAppender
  readonly feed: EventFeed
  readonly hub: SubscriptionHub
  readonly #cursors: EventCursors
  readonly #readBacklog: ReadBacklog

  constructor({ url, pool, cursorKey, clock, log }: EventLogOptions) {
    this.hub = new SubscriptionHub(clock)
    this.feed = new EventFeed({ url, log, listener: this.hub })
    const doorbell = new Doorbell(
      () => this.feed.ring(),
      () => this.feed.notify(),
    )
    this.appender = new LogAppender(() => doorbell.ring())
    this.#cursors = new EventCursors(cursorKey)
    this.#readBacklog = createBacklogReader(pool)
  }

  start(): void {
    this.feed.start()
  }

  /** Ends all subscriptions and the feed. */
  async stop(): Promise<void> {
    this.hub.close()
    await this.feed.stop()
  }

  follow(subscription: Subscription): AsyncGenerator<Followed, void, void> {
    return followEvents({
      ...subscription,
      hub: this.hub,
      cursors: this.#cursors,
      readBacklog: this.#readBacklog,
    })
  }
}
