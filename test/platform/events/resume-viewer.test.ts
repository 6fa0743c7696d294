import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { anonymous, type Viewer } from '#kernel/viewer.ts'
import type { ReadBacklog } from '#platform/events/read-backlog.ts'
import { waitFor } from '../../support/wait.ts'
import { FollowScene, summary, take } from './follow-scene.ts'
import { bookingReader, EAST, WEST } from './log-fixture.ts'

const scene = new FollowScene()
const { follow, endCursor, happen, happenEach, readBacklog } = scene

describe('who reads', () => {
  it('gets nothing of a station where the permission is not held, in the backlog and live', async () => {
    const after = await endCursor()
    const viewer = async () => ({ ...bookingReader(EAST, WEST), grants: bookingReader(EAST).grants })
    const [, east] = await happenEach({ stationId: WEST }, { stationId: EAST })
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
    expect(scene.eventLog.hub.size).toBe(0)
  })
})

describe('a client that goes away', () => {
  it('leaves nothing behind while the next event is awaited', async () => {
    for (const leave of ['return', 'throw'] as const) {
      const follower = follow()
      await take(follower, 1)
      const pending = follower.next()
      const left = leave === 'return' ? follower.return() : follower.throw(new Error('gone')).catch(() => undefined)
      expect(scene.eventLog.hub.size).toBe(0)
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
    expect(scene.eventLog.hub.size).toBe(0)

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
    expect(scene.eventLog.hub.size).toBe(0)
    expect(await pending).toEqual({ value: undefined, done: true })
    await left
  })

  it('is let go with all others when the log is closed', async () => {
    const [first, second] = [follow(), follow()]
    await Promise.all([take(first, 1), take(second, 1)])
    const pending = Promise.all([first.next(), second.next()])
    await scene.eventLog.stop()
    expect(await pending).toEqual([
      { value: undefined, done: true },
      { value: undefined, done: true },
    ])
  })
})
