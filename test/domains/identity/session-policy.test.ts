import { describe, expect, it } from 'vitest'
import { idleEnd, judgeRefresh, sessionEnd } from '#domains/identity/model/session-policy.ts'

const START = new Date('2026-03-01T12:00:00.000Z')
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000)
const DAY = 24 * 60 * 60

describe('a session', () => {
  it('lasts 30 days, whatever the season does to the clocks', () => {
    expect(sessionEnd(START)).toEqual(new Date('2026-03-31T12:00:00.000Z'))
  })

  it('ends after 7 days without a refresh, and never later than it would anyway', () => {
    expect(idleEnd(START, later(30 * DAY))).toEqual(later(7 * DAY))
    expect(idleEnd(later(29 * DAY), later(30 * DAY))).toEqual(later(30 * DAY))
  })
})

describe('a refresh token that is presented', () => {
  const token = {
    usedAt: null as Date | null,
    expiresAt: later(7 * DAY),
    session: { expiresAt: later(30 * DAY), revokedAt: null as Date | null },
  }

  it.each([
    ['for the first time is good', {}, 60, 'ROTATE'],
    ['again at once is good: the answer may have been lost', { usedAt: later(60) }, 60, 'ROTATE'],
    ['again after 10 seconds is still good', { usedAt: later(60) }, 70, 'ROTATE'],
    ['again later was stolen', { usedAt: later(60) }, 70.001, 'REUSED'],
    ['a moment before its end is good', {}, 7 * DAY - 0.001, 'ROTATE'],
    ['at its end is over', {}, 7 * DAY, 'ENDED'],
    ['again after its end is over, not stolen', { usedAt: later(60) }, 7 * DAY, 'ENDED'],
    ['after the end of its session is over', { session: { expiresAt: later(60), revokedAt: null } }, 60, 'ENDED'],
    [
      'after its session was revoked is over',
      { session: { expiresAt: later(30 * DAY), revokedAt: later(1) } },
      60,
      'ENDED',
    ],
  ] as const)('%s', (_when, change, atSeconds, verdict) => {
    expect(judgeRefresh({ ...token, ...change }, later(atSeconds))).toBe(verdict)
  })
})
