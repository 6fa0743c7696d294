import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Viewer } from '#kernel/viewer.ts'
import { EventCursors } from '#platform/events/event-cursor.ts'
import type { EventLog } from '#platform/events/event-log.ts'
import { createBacklogReader, type ReadBacklog } from '#platform/events/read-backlog.ts'
import { type Followed, followEvents } from '#platform/events/resume.ts'
import { waitFor } from '../../support/wait.ts'
import {
  bookingReader,
  cursorKey,
  EAST,
  type LogFixture,
  type LogWriter,
  openLogFixture,
  type RawEvent,
  WEST,
} from './log-fixture.ts'

export type Follower = AsyncGenerator<Followed, void, void>

/** What a subscription of a test asks for; by default confirmed bookings in the east from now on. */
interface Wish {
  after?: string | null
  stationIds?: string[]
  types?: string[]
  viewer?: () => Promise<Viewer | null>
  readBacklog?: ReadBacklog
}

/** One process of the gateway for each test of the file, and ways to follow what happens. Nothing may be left behind. */
export class FollowScene {
  readonly cursors = new EventCursors(cursorKey)
  readonly #followers: Follower[] = []
  #parts: { fixture: LogFixture; writer: LogWriter; readBacklog: ReadBacklog } | undefined
  #eventLog: EventLog | undefined

  constructor() {
    beforeAll(async () => {
      const fixture = await openLogFixture()
      this.#parts = { fixture, writer: await fixture.openWriter(), readBacklog: createBacklogReader(fixture.pool) }
    })
    beforeEach(async () => {
      this.#eventLog = this.fixture.createEventLog()
      this.eventLog.start()
      await waitFor('the feed follows', () => this.eventLog.feed.healthy)
    })
    afterEach(async () => {
      await Promise.all(this.#followers.splice(0).map((follower) => follower.return()))
      expect(this.eventLog.hub.size).toBe(0)
      const { pool } = this.fixture
      await waitFor('no connection is held', () => pool.idleCount === pool.totalCount)
      await this.eventLog.stop()
    })
    afterAll(() => this.fixture.close())
  }

  get fixture(): LogFixture {
    return this.#prepared.fixture
  }

  get writer(): LogWriter {
    return this.#prepared.writer
  }

  get eventLog(): EventLog {
    if (!this.#eventLog) throw new Error('the scene is not set yet')
    return this.#eventLog
  }

  readonly readBacklog: ReadBacklog = (viewer, request) => this.#prepared.readBacklog(viewer, request)

  readonly follow = (wish: Wish = {}): Follower => {
    const follower = followEvents({
      hub: this.eventLog.hub,
      cursors: this.cursors,
      readBacklog: wish.readBacklog ?? this.readBacklog,
      viewer: wish.viewer ?? (async () => bookingReader(EAST, WEST)),
      permission: 'bookings:booking:read',
      filter: {
        stationIds: new Set(wish.stationIds ?? [EAST]),
        types: new Set(wish.types ?? ['booking.confirmed']),
      },
      after: wish.after ?? null,
    })
    this.#followers.push(follower)
    return follower
  }

  /** A cursor at the end of the log as it is now. */
  readonly endCursor = async (): Promise<string> => {
    const follower = this.follow()
    const { kind, cursor } = await next(follower)
    expect(kind).toBe('caughtUp')
    await follower.return()
    return cursor
  }

  /** Commits small events at one station, and waits until the feed has handed them to the hub. */
  readonly happen = async (count: number, stationId = EAST): Promise<string[]> => {
    const ids = await this.writer.commitMany(count, { stationId })
    await this.#feedPasses()
    return ids
  }

  /** Commits these events one after the other, and waits for the feed as well. */
  readonly happenEach = async (...events: RawEvent[]): Promise<string[]> => {
    const ids = await this.writer.commitEach(events)
    await this.#feedPasses()
    return ids
  }

  get #prepared() {
    if (!this.#parts) throw new Error('the scene is not set yet')
    return this.#parts
  }

  async #feedPasses(): Promise<void> {
    const { rows } = await this.fixture.admin.query('SELECT max(position) AS last FROM events.domain_events')
    const { feed } = this.eventLog
    feed.ring()
    await waitFor('the feed has passed', () => (feed.position?.position ?? 0) >= Number(rows[0].last))
  }
}

export async function next(follower: Follower): Promise<Followed> {
  const { value, done } = await follower.next()
  if (done) throw new Error('the follower has ended')
  return value
}

export async function take(follower: Follower, count: number): Promise<Followed[]> {
  const taken: Followed[] = []
  while (taken.length < count) taken.push(await next(follower))
  return taken
}

/** Event ids, and where it said that it had caught up. */
export function summary(followed: readonly Followed[]): string[] {
  return followed.map((item) => (item.kind === 'event' ? item.event.id : 'caught up'))
}
