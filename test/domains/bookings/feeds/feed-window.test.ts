import { describe, expect, it } from 'vitest'
import { feedWindow, keepNearest, MAX_FEED_EVENTS } from '#domains/bookings/model/feeds/feed-window.ts'

const now = new Date('2093-02-01T12:00:00.000Z')
const DAY = 86_400_000
const entryAt = (days: number, id = String(days)) => ({ id, startsAt: new Date(now.getTime() + days * DAY) })

describe('what a feed shows', () => {
  it('begins 30 days before and ends 400 days after it is fetched', () => {
    expect(feedWindow(now)).toEqual({
      from: new Date('2093-01-02T12:00:00.000Z'),
      now,
      until: new Date('2094-03-08T12:00:00.000Z'),
    })
  })

  it('is in the order of time', () => {
    const { kept, isCut } = keepNearest([entryAt(3), entryAt(-2), entryAt(1, 'b'), entryAt(1, 'a')], now)
    expect(kept.map(({ id }) => id)).toEqual(['-2', 'a', 'b', '3'])
    expect(isCut).toBe(false)
  })

  it('is what lies ahead when there is too much, the nearest of it', () => {
    const ahead = Array.from({ length: MAX_FEED_EVENTS + 1 }, (_, at) => entryAt(at / 10, `ahead ${at}`))
    const { kept, isCut } = keepNearest([entryAt(-1), ...ahead.toReversed()], now)
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id, isCut]).toEqual([
      MAX_FEED_EVENTS,
      'ahead 0',
      `ahead ${MAX_FEED_EVENTS - 1}`,
      true,
    ])
  })

  it('is of what is over the last of it, where room is left', () => {
    const over = Array.from({ length: MAX_FEED_EVENTS }, (_, at) => entryAt(-at / 100 - 0.01, `over ${at}`))
    const { kept, isCut } = keepNearest([...over, entryAt(399)], now)
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id, isCut]).toEqual([
      MAX_FEED_EVENTS,
      `over ${MAX_FEED_EVENTS - 2}`,
      '399',
      true,
    ])
  })
})
