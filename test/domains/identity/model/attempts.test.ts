import { describe, expect, it } from 'vitest'
import { closedUntil, limitsOf } from '#domains/identity/model/attempts.ts'

const START = new Date('2026-03-01T12:00:00.000Z')
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000)
const { account, address } = limitsOf('PASSWORD')

/** Seconds to wait after these failures, at the time of the last one. */
function waitAfter(seconds: readonly number[], limit = account): number {
  const now = at(seconds.at(-1) ?? 0)
  const until = closedUntil(seconds.map(at), limit, now)
  return until ? (until.getTime() - now.getTime()) / 1000 : 0
}

describe('whoever fails', () => {
  it.each([
    ['never', [], 0],
    ['four times in a minute has not to wait', [0, 1, 2, 3], 0],
    ['five times in a minute waits for a minute', [0, 1, 2, 3, 4], 60],
    ['five times at the very same time waits as well', [0, 0, 0, 0, 0], 60],
    ['five times in a minute and a bit has not to wait', [0, 20, 30, 50, 60], 0],
    ['five times in a moment less than a minute waits', [0, 20, 30, 50, 59.999], 60],
    ['four times in each minute has not to wait', [0, 15, 30, 45, 60, 75, 90, 105, 120], 0],
    ['five times again after a wait waits for twice as long', [0, 1, 2, 3, 4, 64, 65, 66, 67, 68], 120],
  ])('%s', (_what, failures, wait) => {
    expect(waitAfter(failures)).toBe(wait)
  })

  it('has the time of the wait, and not a moment more', () => {
    const failures = [0, 1, 2, 3, 4].map(at)
    expect(closedUntil(failures, account, at(63.999))).toEqual(at(64))
    expect(closedUntil(failures, account, at(64))).toBeNull()
  })

  it('again and again waits twice as long each time, up to 15 minutes', () => {
    const failures: number[] = []
    const waits: number[] = []
    for (let time = 0; waits.length < 7; time += waits.at(-1) ?? 0) {
      failures.push(time, time, time, time, time)
      waits.push(waitAfter(failures))
    }
    expect(waits).toEqual([60, 120, 240, 480, 900, 900, 900])
  })

  it('from one address, on whatever accounts, waits from the twentieth time in a minute on', () => {
    expect(waitAfter(Array(19).fill(0), address)).toBe(0)
    expect(waitAfter(Array(20).fill(0), address)).toBe(60)
  })
})

describe('mails that somebody asks for', () => {
  it('are three in a quarter of an hour to one mailbox, then a quarter of an hour and half an hour apart', () => {
    const { account: mails } = limitsOf('RESET_REQUEST')
    expect(waitAfter([0, 400], mails)).toBe(0)
    expect(waitAfter([0, 400, 800], mails)).toBe(900)
    expect(waitAfter([0, 400, 800, 1700, 1700, 1700], mails)).toBe(1800)
    expect(waitAfter([0, 400, 800, 1700, 1700, 1700, 3500, 3500, 3500], mails)).toBe(1800)
  })
})
