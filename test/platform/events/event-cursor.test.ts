import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BadInputError } from '#kernel/errors.ts'
import { EventCursors } from '#platform/events/event-cursor.ts'
import { comparePositions } from '#platform/events/event-position.ts'

const cursors = new EventCursors(Buffer.alloc(32, 1))
const someCursor = fc.record({
  epoch: fc.integer({ min: 1, max: 0xffff_ffff }),
  position: fc.record({
    xid: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    position: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  }),
})

describe('event cursors', () => {
  it('come back as what went in', () => {
    fc.assert(
      fc.property(someCursor, (cursor) => {
        expect(cursors.decode(cursors.encode(cursor))).toEqual(cursor)
      }),
    )
  })

  it('are 50 characters that need no escaping in a URL', () => {
    const text = cursors.encode({
      epoch: 1,
      position: { xid: '18446744073709551615', position: 9_007_199_254_740_991 },
    })
    expect(text).toMatch(/^[A-Za-z0-9_-]{50}$/)
  })

  it('are refused with any bit changed', () => {
    const text = cursors.encode({ epoch: 3, position: { xid: '812', position: 77 } })
    const bytes = Buffer.from(text, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes)
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(() => cursors.decode(forged.toString('base64url'))).toThrow(BadInputError)
    }
  })

  it('have one spelling only', () => {
    const text = cursors.encode({ epoch: 3, position: { xid: '812', position: 77 } })
    const sameBytes = `${text.slice(0, -1)}${String.fromCharCode(text.charCodeAt(49) + 1)}`
    expect(Buffer.from(sameBytes, 'base64url')).toEqual(Buffer.from(text, 'base64url'))
    expect(() => cursors.decode(sameBytes)).toThrow(BadInputError)
    expect(() => cursors.decode(`${text}=`)).toThrow(BadInputError)
    expect(() => cursors.decode(` ${text}`)).toThrow(BadInputError)
  })

  it('are refused when another key signed them', () => {
    const foreign = new EventCursors(Buffer.alloc(32, 2)).encode({ epoch: 1, position: { xid: '5', position: 6 } })
    expect(() => cursors.decode(foreign)).toThrow('The cursor is not one of the event log.')
  })

  it('are refused whatever else the text is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => cursors.decode(text)).toThrow(BadInputError)
      }),
    )
    expect(() => cursors.decode('')).toThrow(BadInputError)
  })
})

describe('positions', () => {
  it('are ordered by transaction id as a number, then by position', () => {
    fc.assert(
      fc.property(someCursor, someCursor, ({ position: a }, { position: b }) => {
        const byXid = BigInt(a.xid) - BigInt(b.xid)
        const expected = byXid === 0n ? Math.sign(a.position - b.position) : byXid > 0n ? 1 : -1
        expect(Math.sign(comparePositions(a, b))).toBe(expected)
      }),
    )
    expect(comparePositions({ xid: '9', position: 5 }, { xid: '10', position: 1 })).toBeLessThan(0)
    expect(comparePositions({ xid: '10', position: 1 }, { xid: '10', position: 2 })).toBeLessThan(0)
  })
})
