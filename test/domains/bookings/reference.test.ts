import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bookingReference } from '#domains/bookings/model/reference.ts'

describe('the reference of a booking', () => {
  it("is the station's code and six characters", () => {
    expect(bookingReference('BOS', () => 0)).toBe('BOS-222222')
    expect(bookingReference('BOS', (below) => below - 1)).toBe('BOS-ZZZZZZ')
    let at = 0
    expect(bookingReference('A1', () => at++)).toBe('A1-234567')
  })

  it('uses 31 characters, none of which looks like another', () => {
    const used = new Set(Array.from({ length: 2_000 }, () => bookingReference('BOS', randomInt).slice(4)).join(''))
    expect([...used].toSorted().join('')).toBe('23456789ABCDEFGHJKMNPQRSTUVWXYZ')
  })
})
