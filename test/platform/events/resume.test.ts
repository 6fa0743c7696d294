import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BadInputError, CursorExpiredError, SlowConsumerError } from '#kernel/errors.ts'
import { anonymous, type Viewer } from '#kernel/viewer.ts'
import { EventCursors } from '#platform/events/event-cursor.ts'
import type { EventLog } from '#platform/events/event-log.ts'
import { createBacklogReader, type ReadBacklog } from '#platform/events/read-backlog.ts'
import { type Followed, followEvents } from '#platform/events/resume.ts'
import { waitFor } from '../../support/wait.ts'
import { bookingReader, cursorKey, EAST, type LogFixture, type LogWriter, openLogFixture, WEST } from './log-fixture.ts'

let fixture: LogFixture
let writer: LogWriter
let eventLog: EventLog
let readBacklog: ReadBacklog
const cursors = new EventCursors(cursorKey)
const followers: AsyncGenerator<Followed, void, void>[] = []

interface Wish {
  after?: string | null
  stationIds?: string[]
  types?: string[]
  viewer?: () => Promise<Viewer | null>
  readBacklog?: ReadBacklog
}

function follow(wish: Wish = {}): AsyncGenerator<Followed, void, void> {
  const stationIds = new Set(wish.stationIds ?? [EAST])
  const follower = followEvents({
    hub: eventLog.hub,
    cursors,
    readBacklog: wish.readBacklog ?? readBacklog,
    viewer: wish.viewer ?? (async () => bookingReader(EAST, WEST)),
    permission: 'bookings:booking:read',
    filter: { stationIds, types: new Set(wish.types ?? ['booking.confirmed']) },
    after: wish.after ?? null,
  })
  followers.push(follower)
  return follower
}

async function next(follower: AsyncGenerator<Followed, void, void>): Promise<Followed> {
  const { value, done } = await follower.next()
  if (done) throw new Error('the follower has ended')
  return value
}

async function take(follower: AsyncGenerator<Followed, void, void>, count: number): Promise<Followed[]> {
  const taken: Followed[] = []
  while (taken.length < count) taken.push(await next(follower))
  return taken
}

/** Event ids, and where it said that it had caught up. */
function summary(followed: readonly Followed[]): string[] {
  return followed.map((item) => (item.kind === 'event' ? item.event.id : 'caught up'))
}

function cursorOf(followed: readonly Followed[], at: number): string {
  const item = followed.at(at)
  if (!item) throw new Error('there is no such item')
  return item.cursor
}

/** A cursor at the end of the log as it is now. */
async function endCursor(): Promise<string> {
  const follower = follow()
  const { kind, cursor } = await next(follower)
  expect(kind).toBe('caughtUp')
  await follower.return()
  return cursor
}

/** Commits and waits until the feed has handed it to the hub. */
async function happen(count: number, stationId = EAST): Promise<string[]> {
  const ids = await writer.commitMany(count, { stationId })
  const { rows } = await fixture.admin.query('SELECT position FROM events.domain_events WHERE id = $1', [ids.at(-1)])
  eventLog.feed.ring()
  await waitFor('the feed has passed', () => (eventLog.feed.position?.position ?? 0) >= Number(rows[0].position))
  return ids
}

beforeAll(async () => {
  fixture = await openLogFixture()
  writer = await fixture.openWriter()
  readBacklog = createBacklogReader(fixture.pool)
})

beforeEach(async () => {
  eventLog = fixture.createEventLog()
  eventLog.start()
  await waitFor('the feed follows', () => eventLog.feed.healthy)
})

afterEach(async () => {
  await Promise.all(followers.splice(0).map((follower) => follower.return()))
  expect(eventLog.hub.size).toBe(0)
  await waitFor('no connection is held', () => fixture.pool.idleCount === fixture.pool.totalCount)
  await eventLog.stop()
})

afterAll(() => fixture.close())

describe('following the log', () => {
  it('delivers what happened after the cursor, says that it has caught up, and goes on with what happens', async () => {
    const after = await endCursor()
    const before = await happen(3)
    const follower = follow({ after })
    const backlog = await take(follower, 4)
    expect(summary(backlog)).toEqual([...before, 'caught up'])
    const reading = take(follower, 2)
    const live = await happen(2)
    expect(summary(await reading)).toEqual(live)
  })

  it('starts at the end of the log without a cursor, and misses nothing that is under way', async () => {
    await happen(2)
    await writer.begin()
    const { id } = await writer.append({ stationId: EAST })
    const follower = follow()
    expect(summary(await take(follower, 1))).toEqual(['caught up'])
    await writer.commit()
    eventLog.feed.ring()
    expect(summary(await take(follower, 1))).toEqual([id])
  })

  it('resumes from any cursor with exactly what follows it', async () => {
    const after = await endCursor()
    const ids = await happen(5)
    const all = await take(follow({ after }), 6)
    for (const [at, { cursor }] of all.entries()) {
      const rest = await take(follow({ after: cursor }), 6 - Math.min(at + 1, 5))
      expect(summary(rest)).toEqual([...ids.slice(at + 1), 'caught up'])
    }
  })

  it('reads a long backlog in pages', async () => {
    const after = await endCursor()
    const ids = [...(await happen(500)), ...(await happen(701))]
    let pages = 0
    const counting: ReadBacklog = (viewer, request) => {
      pages += 1
      return readBacklog(viewer, request)
    }
    expect(summary(await take(follow({ after, readBacklog: counting }), 1_202))).toEqual([...ids, 'caught up'])
    expect(pages).toBe(3)
  })

  it('holds back what is not of the stations and types that were asked for', async () => {
    const after = await endCursor()
    await writer.commitEach([{ stationId: WEST }, { stationId: EAST, type: 'booking.cancelled' }])
    const [wanted] = await happen(1)
    const follower = follow({ after })
    expect(summary(await take(follower, 2))).toEqual([wanted, 'caught up'])
    await writer.commitEach([{ stationId: WEST }, { stationId: EAST, type: 'booking.cancelled' }])
    const live = await happen(1)
    expect(summary(await take(follower, 1))).toEqual(live)
  })

  it('merges the events of several stations and types in the order of the log', async () => {
    const after = await endCursor()
    const ids = await writer.commitEach([
      { stationId: WEST },
      { stationId: EAST, type: 'booking.cancelled' },
      { stationId: EAST },
      { stationId: WEST, type: 'booking.cancelled' },
    ])
    const follower = follow({ after, stationIds: [EAST, WEST], types: ['booking.confirmed', 'booking.cancelled'] })
    expect(summary(await take(follower, 5))).toEqual([...ids, 'caught up'])
  })

  it('sorts transaction ids as the numbers that they are', async () => {
    const client = fixture.admin
    await client.query('BEGIN; SET LOCAL session_replication_role = replica')
    for (const xid of ['10', '9', '100']) {
      await client.query(
        `INSERT INTO events.domain_events
           (id, xid, station_id, type, aggregate_type, aggregate_id, aggregate_version, payload, occurred_at)
         VALUES (gen_random_uuid(), $1, $2, 'booking.sorted', 'booking', gen_random_uuid(), 1, '{}', now())`,
        [xid, EAST],
      )
    }
    await client.query('COMMIT')
    const { epoch } = cursors.decode(await endCursor())
    const after = cursors.encode({ epoch, position: { xid: '0', position: 0 } })
    const sorted = await take(follow({ after, types: ['booking.sorted'] }), 3)
    expect(sorted.map((item) => item.kind === 'event' && item.event.position.xid)).toEqual(['9', '10', '100'])
  })

  it('delivers once what happens while the backlog is read', async () => {
    const after = await endCursor()
    const ids = await happen(1)
    const meanwhile: ReadBacklog = async (viewer, request) => {
      ids.push(...(await happen(1)))
      const page = await readBacklog(viewer, request)
      ids.push(...(await happen(1)))
      return page
    }
    const follower = follow({ after, readBacklog: meanwhile })
    expect(summary(await take(follower, 4))).toEqual([ids[0], ids[1], 'caught up', ids[2]])
  })

  it('misses nothing when it begins before the feed has reached the database', async () => {
    const late = fixture.createEventLog()
    const follower = late.follow({
      viewer: async () => bookingReader(EAST),
      permission: 'bookings:booking:read',
      filter: { stationIds: new Set([EAST]), types: new Set(['booking.confirmed']) },
      after: null,
    })
    expect(summary(await take(follower, 1))).toEqual(['caught up'])
    const ids = await writer.commitEach([{ stationId: EAST }])
    late.start()
    await waitFor('the feed follows', () => late.feed.healthy)
    expect(summary(await take(follower, 1))).toEqual(ids)
    await follower.return()
    await late.stop()
  })
})

describe('a slow reader', () => {
  it('is ended with the cursor to go on from, and has lost nothing', async () => {
    const follower = follow()
    await take(follower, 1)
    const early = await happen(2)
    const taken = await take(follower, 1)
    const missed = await happen(257)
    const error = await follower.next().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SlowConsumerError)
    const { cursor } = error as SlowConsumerError
    expect(summary(taken)).toEqual([early[0]])
    expect(cursor).toBe(cursorOf(taken, -1))
    expect(eventLog.hub.size).toBe(0)
    expect(summary(await take(follow({ after: cursor }), 259))).toEqual([early[1], ...missed, 'caught up'])
  })

  it('that is behind in the backlog is not ended, gets all of it once, and catches up once', async () => {
    const after = await endCursor()
    const ids = await happen(3)
    const follower = follow({ after })
    const taken = await take(follower, 2)
    ids.push(...(await happen(300)))
    taken.push(...(await take(follower, 1)))
    ids.push(...(await happen(300)))
    taken.push(...(await take(follower, 601)))
    expect(summary(taken)).toEqual([...ids, 'caught up'])
    const live = await happen(1)
    expect(summary(await take(follower, 1))).toEqual(live)
  })

  it('holds no connection of the database while it does not read', async () => {
    const after = await endCursor()
    await happen(600)
    const follower = follow({ after })
    await take(follower, 1)
    await waitFor(
      'the page is read and the connection is back',
      () => fixture.pool.idleCount === fixture.pool.totalCount,
    )
    const { rows } = await fixture.admin.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'teppan' AND state <> 'idle'`,
    )
    expect(rows).toEqual([])
  })
})

describe('who reads', () => {
  it('gets nothing of a station where the permission is not held, in the backlog and live', async () => {
    const after = await endCursor()
    const viewer = async () => ({ ...bookingReader(EAST, WEST), grants: bookingReader(EAST).grants })
    const [, east] = await writer.commitEach([{ stationId: WEST }, { stationId: EAST }])
    const follower = follow({ after, stationIds: [EAST, WEST], viewer })
    expect(summary(await take(follower, 2))).toEqual([east, 'caught up'])
    await happen(1, WEST)
    const live = await happen(1)
    expect(summary(await take(follower, 1))).toEqual(live)
  })

  it('gets nothing when row-level security hides the station, whatever the permissions say', async () => {
    const after = await endCursor()
    await happen(1)
    const viewer = async () => ({ ...bookingReader(EAST), stationIds: [WEST] })
    expect(summary(await take(follow({ after, viewer }), 1))).toEqual(['caught up'])
  })

  it('gets nothing when nobody is signed in', async () => {
    const after = await endCursor()
    await happen(1)
    expect(summary(await take(follow({ after, viewer: async () => anonymous }), 1))).toEqual(['caught up'])
  })

  it('is asked again for each event, replayed or live', async () => {
    const after = await endCursor()
    let stations = [EAST]
    const ids = await happen(3)
    let asked = 0
    const viewer = async () => {
      asked += 1
      return bookingReader(...stations)
    }
    const follower = follow({ after, viewer })
    expect(summary(await take(follower, 1))).toEqual([ids[0]])
    stations = []
    expect(summary(await take(follower, 1))).toEqual(['caught up'])
    const reading = take(follower, 1)
    asked = 0
    await happen(1)
    await waitFor('the refused event is over', () => asked > 0)
    stations = [EAST]
    const granted = await happen(1)
    expect(summary(await reading)).toEqual(granted)
  })

  it('ends the subscription when the viewer is gone, live and in the backlog', async () => {
    const after = await endCursor()
    let viewer: Viewer | null = bookingReader(EAST)
    const live = follow({ viewer: async () => viewer })
    await take(live, 1)
    const pending = live.next()
    viewer = null
    await happen(1)
    expect(await pending).toEqual({ value: undefined, done: true })
    expect(await follow({ after, viewer: async () => null }).next()).toEqual({ value: undefined, done: true })
    expect(eventLog.hub.size).toBe(0)
  })
})

describe('cursors', () => {
  it('that are forged are refused at once', () => {
    expect(() => follow({ after: 'bm90IGEgY3Vyc29y' })).toThrow(BadInputError)
  })

  /** What a follower with this cursor is refused with; the cursor inside works. */
  async function oldestInstead(after: string): Promise<{ xid: string; position: number }> {
    const error = await follow({ after })
      .next()
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CursorExpiredError)
    const { oldestCursor } = error as CursorExpiredError
    await next(follow({ after: oldestCursor }))
    return cursors.decode(oldestCursor).position
  }

  it('from below what retention has kept are refused with the oldest one that works', async () => {
    const first = await endCursor()
    const [id] = await happen(1)
    const { rows } = await fixture.admin.query('SELECT xid FROM events.domain_events WHERE id = $1', [id])
    const floor = String(BigInt(rows[0].xid) + 1n)
    await fixture.admin.query('UPDATE events.event_log SET floor_xid = $1', [floor])
    try {
      expect(await oldestInstead(first)).toEqual({ xid: floor, position: 0 })
    } finally {
      await fixture.admin.query(`UPDATE events.event_log SET floor_xid = '0'`)
    }
    expect(summary(await take(follow({ after: first }), 2))).toEqual([id, 'caught up'])
  })

  it('of another life of the log, or from beyond its end, are refused', async () => {
    const { epoch, position } = cursors.decode(await endCursor())
    const elsewhere = cursors.encode({ epoch: epoch + 1, position })
    const beyond = cursors.encode({ epoch, position: { xid: String(BigInt(position.xid) + 1_000_000n), position: 0 } })
    expect(await oldestInstead(elsewhere)).toEqual({ xid: '0', position: 0 })
    expect(await oldestInstead(beyond)).toEqual({ xid: '0', position: 0 })
  })

  it('expire under a live subscription when the log is restored', async () => {
    const follower = follow()
    await take(follower, 1)
    const pending = follower.next().catch((thrown: unknown) => thrown)
    await fixture.admin.query('UPDATE events.event_log SET epoch = epoch + 1')
    await fixture.killFeeds()
    expect(await pending).toBeInstanceOf(CursorExpiredError)
  })

  it('outlast the connection of the feed', async () => {
    const follower = follow()
    await take(follower, 1)
    const reading = take(follower, 4)
    await fixture.killFeeds()
    const ids = await writer.commitEach([{ stationId: EAST }, { stationId: EAST }])
    await waitFor('the feed is back', () => eventLog.feed.healthy)
    ids.push(...(await happen(2)))
    expect(summary(await reading)).toEqual(ids)
  })
})

describe('a client that goes away', () => {
  it('leaves nothing behind while the next event is awaited', async () => {
    for (const leave of ['return', 'throw'] as const) {
      const follower = follow()
      await take(follower, 1)
      const pending = follower.next()
      const left = leave === 'return' ? follower.return() : follower.throw(new Error('gone')).catch(() => undefined)
      expect(eventLog.hub.size).toBe(0)
      expect(await pending).toEqual({ value: undefined, done: true })
      await left
    }
  })

  it('leaves nothing behind before it has begun, in the backlog and while a page is read', async () => {
    const after = await endCursor()
    await happen(3)
    const unbegun = follow({ after })
    expect(await unbegun.return()).toEqual({ value: undefined, done: true })
    expect(await unbegun.next()).toEqual({ value: undefined, done: true })

    for await (const item of follow({ after })) if (item.kind === 'event') break
    expect(eventLog.hub.size).toBe(0)

    const reading = new EventTarget()
    const gate: ReadBacklog = async (viewer, request) => {
      reading.dispatchEvent(new Event('begun'))
      return readBacklog(viewer, request)
    }
    const begun = once(reading, 'begun')
    const follower = follow({ after, readBacklog: gate })
    const pending = follower.next()
    await begun
    const left = follower.return()
    expect(eventLog.hub.size).toBe(0)
    expect(await pending).toEqual({ value: undefined, done: true })
    await left
  })

  it('is let go with all others when the log is closed', async () => {
    const [first, second] = [follow(), follow()]
    await Promise.all([take(first, 1), take(second, 1)])
    const pending = Promise.all([first.next(), second.next()])
    await eventLog.stop()
    expect(await pending).toEqual([
      { value: undefined, done: true },
      { value: undefined, done: true },
    ])
  })
})
