import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { metresBetween } from '#kernel/great-circle.ts'

const point = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})
const HALF_ROUND = 20_015_114

describe('the distance along the great circle', () => {
  it.each([
    [
      'Paris to New York',
      { latitude: 48.8566, longitude: 2.3522 },
      { latitude: 40.7128, longitude: -74.006 },
      5_837_249,
    ],
    ['one pole to the other', { latitude: 90, longitude: 0 }, { latitude: -90, longitude: 77 }, HALF_ROUND],
    ['over the date line', { latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 }, 111_195],
    ['nowhere', { latitude: 10, longitude: 10 }, { latitude: 10, longitude: 10 }, 0],
  ])('from %s', (_way, from, to, metres) => {
    expect(metresBetween(from, to)).toBe(metres)
  })

  it('is the same there and back, and never longer than half the way around', () => {
    fc.assert(
      fc.property(point, point, (from, to) => {
        const metres = metresBetween(from, to)
        expect(metres).toBe(metresBetween(to, from))
        expect(metres).toBeGreaterThanOrEqual(0)
        expect(metres).toBeLessThanOrEqual(HALF_ROUND)
      }),
    )
  })
})
