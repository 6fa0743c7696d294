import { describe, expect, it } from 'vitest'
import { BadInputError, CursorExpiredError } from '#kernel/errors.ts'
import { waitFor } from '../../support/wait.ts'
import { FollowScene, next, summary, take } from './follow-scene.ts'
import { EAST } from './log-fixture.ts'

const scene = new FollowScene()
const { follow, endCursor, happen, happenEach, cursors } = scene

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
    const { rows } = await scene.fixture.admin.query('SELECT xid FROM events.domain_events WHERE id = $1', [id])
    const floor = String(BigInt(rows[0].xid) + 1n)
    await scene.fixture.admin.query('UPDATE events.event_log SET floor_xid = $1', [floor])
    try {
      expect(await oldestInstead(first)).toEqual({ xid: floor, position: 0 })
    } finally {
      await scene.fixture.admin.query(`UPDATE events.event_log SET floor_xid = '0'`)
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
    await scene.fixture.admin.query('UPDATE events.event_log SET epoch = epoch + 1')
    await scene.fixture.killFeeds()
    expect(await pending).toBeInstanceOf(CursorExpiredError)
  })

  it('outlast the connection of the feed', async () => {
    const follower = follow()
    await take(follower, 1)
    const reading = take(follower, 4)
    await scene.fixture.killFeeds()
    const ids = await happenEach({ stationId: EAST }, { stationId: EAST })
    await waitFor('the feed is back', () => scene.eventLog.feed.healthy)
    ids.push(...(await happen(2)))
    expect(summary(await reading)).toEqual(ids)
  })
})
