import { describe, expect, it } from 'vitest'
import { SlowConsumerError } from '#kernel/errors.ts'
import type { ReadBacklog } from '#platform/events/read-backlog.ts'
import { waitFor } from '../../support/wait.ts'
import { FollowScene, summary, take } from './follow-scene.ts'
import { bookingReader, EAST, WEST } from './log-fixture.ts'

const scene = new FollowScene()
const { follow, endCursor, happen, happenEach, readBacklog, cursors } = scene

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
    await scene.writer.begin()
    const { id } = await scene.writer.append({ stationId: EAST })
    const follower = follow()
    expect(summary(await take(follower, 1))).toEqual(['caught up'])
    await scene.writer.commit()
    scene.eventLog.feed.ring()
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
    await happenEach({ stationId: WEST }, { stationId: EAST, type: 'booking.cancelled' })
    const [wanted] = await happen(1)
    const follower = follow({ after })
    expect(summary(await take(follower, 2))).toEqual([wanted, 'caught up'])
    await happenEach({ stationId: WEST }, { stationId: EAST, type: 'booking.cancelled' })
    const live = await happen(1)
    expect(summary(await take(follower, 1))).toEqual(live)
  })

  it('merges the events of several stations and types in the order of the log', async () => {
    const after = await endCursor()
    const ids = await happenEach(
      { stationId: WEST },
      { stationId: EAST, type: 'booking.cancelled' },
      { stationId: EAST },
      { stationId: WEST, type: 'booking.cancelled' },
    )
    const follower = follow({ after, stationIds: [EAST, WEST], types: ['booking.confirmed', 'booking.cancelled'] })
    expect(summary(await take(follower, 5))).toEqual([...ids, 'caught up'])
  })

  it('sorts transaction ids as the numbers that they are', async () => {
    const client = scene.fixture.admin
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
    const late = scene.fixture.createEventLog()
    const follower = late.follow({
      viewer: async () => bookingReader(EAST),
      permission: 'bookings:booking:read',
      filter: { stationIds: new Set([EAST]), types: new Set(['booking.confirmed']) },
      after: null,
    })
    expect(summary(await take(follower, 1))).toEqual(['caught up'])
    const ids = await happenEach({ stationId: EAST })
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
    expect(cursor).toBe(taken.at(-1)?.cursor)
    expect(scene.eventLog.hub.size).toBe(0)
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
      () => scene.fixture.pool.idleCount === scene.fixture.pool.totalCount,
    )
    const { rows } = await scene.fixture.admin.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'teppan' AND state <> 'idle'`,
    )
    expect(rows).toEqual([])
  })
})
