import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LeakyBucket } from '#platform/rate-limits/leaky-bucket.ts'

const size = { limit: 100, restorePerSecond: 10 }

describe('a leaky bucket', () => {
  it('holds its limit at first', () => {
    expect(new LeakyBucket().remaining(size, 0)).toBe(100)
  })

  it('gives what it holds at once, and then what leaks out', () => {
    const bucket = new LeakyBucket()
    expect(bucket.take(100, size, 0)).toBe(0)
    expect(bucket.remaining(size, 0)).toBe(0)
    expect(bucket.take(1, size, 0)).toBe(0.1)
    expect(bucket.take(1, size, 99)).toBeCloseTo(0.001)
    expect(bucket.take(1, size, 100)).toBe(0)
    expect(bucket.remaining(size, 2_100)).toBe(20)
    expect(bucket.remaining(size, 1_000_000)).toBe(100)
  })

  it('takes nothing when there is too little', () => {
    const bucket = new LeakyBucket()
    bucket.take(95, size, 0)
    expect(bucket.take(20, size, 0)).toBe(1.5)
    expect(bucket.remaining(size, 0)).toBe(5)
  })

  it('takes back what was not used, up to its limit', () => {
    const bucket = new LeakyBucket()
    bucket.take(60, size, 0)
    bucket.spend(-50, size, 0)
    expect(bucket.remaining(size, 0)).toBe(90)
    bucket.spend(-50, size, 0)
    expect(bucket.remaining(size, 0)).toBe(100)
  })

  it('gives no more than it has, and owes nothing', () => {
    const bucket = new LeakyBucket()
    bucket.spend(1_000, size, 0)
    expect(bucket.remaining(size, 0)).toBe(0)
    expect(bucket.remaining(size, 100)).toBe(1)
  })

  it('restores nothing while the clock is behind', () => {
    const bucket = new LeakyBucket()
    bucket.take(100, size, 60_000)
    expect(bucket.remaining(size, 0)).toBe(0)
    expect(bucket.take(1, size, 0)).toBe(0.1)
    expect(bucket.remaining(size, 60_100)).toBe(1)
  })

  it('keeps to the size that it is asked with, when a plan changes', () => {
    const bucket = new LeakyBucket()
    bucket.take(80, size, 0)
    expect(bucket.remaining({ limit: 200, restorePerSecond: 10 }, 0)).toBe(120)
    expect(bucket.take(1, { limit: 50, restorePerSecond: 10 }, 0)).toBe(3.1)
  })

  it('never gives more in any time than it holds and what leaks in that time', () => {
    const step = fc.record({ points: fc.integer({ min: 0, max: 120 }), afterMs: fc.integer({ min: 0, max: 5_000 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const bucket = new LeakyBucket()
        const taken: { at: number; points: number }[] = []
        let now = 0
        for (const { points, afterMs } of steps) {
          now += afterMs
          if (bucket.take(points, size, now) === 0) taken.push({ at: now, points })
        }
        for (const [from, { at }] of taken.entries()) {
          let sum = 0
          for (const later of taken.slice(from)) {
            sum += later.points
            expect(sum).toBeLessThanOrEqual(100 + ((later.at - at) / 1_000) * 10 + 1e-6)
          }
        }
      }),
    )
  })

  it('has what was missing after exactly the time that it told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), (first, second) => {
        const bucket = new LeakyBucket()
        bucket.take(first, size, 0)
        const wait = bucket.take(second, size, 0) * 1_000
        if (wait === 0) return
        expect(bucket.take(second, size, wait - 1)).toBeGreaterThan(0)
        expect(bucket.take(second, size, wait + 1e-6)).toBe(0)
      }),
    )
  })
})
