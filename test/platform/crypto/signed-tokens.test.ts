import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { canonicalJson, SignedTokens, type TokenSort } from '#platform/crypto/signed-tokens.ts'

const secret = randomBytes(32)
const tokens = new SignedTokens(secret)
const now = new Date('2026-06-01T10:00:00.000Z')
const expiresAt = new Date('2026-06-01T10:15:00.000Z')
const price: TokenSort<{ station: string; cents: number }> = {
  purpose: 'price/1',
  content: z.strictObject({ station: z.string(), cents: z.int() }),
}
const anything: TokenSort<unknown> = { purpose: 'anything/1', content: z.unknown() }
const token = tokens.sign(price, { station: 'Boston', cents: 12_50 }, expiresAt)

describe('a signed token', () => {
  it('says what was signed, whatever that is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const read = tokens.read(anything, tokens.sign(anything, content, expiresAt), now)
        expect(read).toEqual({ state: 'VALID', content: JSON.parse(JSON.stringify(content)), expiresAt })
      }),
    )
  })

  it('is good until just before it expires, and then tells still what it said', () => {
    const content = { station: 'Boston', cents: 12_50 }
    const justBefore = new Date(expiresAt.getTime() - 1)
    expect(tokens.read(price, token, justBefore)).toEqual({ state: 'VALID', content, expiresAt })
    expect(tokens.read(price, token, expiresAt)).toEqual({ state: 'EXPIRED', content, expiresAt })
  })

  it('is the same for the same content, in whatever order its fields come', () => {
    expect(tokens.sign(price, { cents: 12_50, station: 'Boston' }, expiresAt)).toBe(token)
    expect(new SignedTokens(secret).sign(price, { cents: 12_50, station: 'Boston' }, expiresAt)).toBe(token)
  })

  it('is forged when any of its characters is another one, or is missing', () => {
    for (const at of token.split('').keys()) {
      for (const other of ['A', 'z', '-', '.', '=', ' ', '']) {
        if (token[at] === other) continue
        const altered = token.slice(0, at) + other + token.slice(at + 1)
        expect(tokens.read(price, altered, now), altered).toEqual({ state: 'FORGED' })
      }
    }
  })

  it('is forged when its content or its expiry is another one under the same signature', () => {
    const [, signature] = token.split('.')
    for (const value of [
      [expiresAt.getTime(), { cents: 12_49, station: 'Boston' }],
      [expiresAt.getTime(), { cents: 12_50, station: 'Berlin' }],
      [expiresAt.getTime() + 1, { cents: 12_50, station: 'Boston' }],
    ]) {
      const body = Buffer.from(canonicalJson(value)).toString('base64url')
      expect(tokens.read(price, `${body}.${signature}`, now)).toEqual({ state: 'FORGED' })
    }
  })

  it('is forged for every other purpose, and under another secret', () => {
    expect(tokens.read({ ...price, purpose: 'price/2' }, token, now)).toEqual({ state: 'FORGED' })
    expect(new SignedTokens(randomBytes(32)).read(price, token, now)).toEqual({ state: 'FORGED' })
  })

  it.each(['', '.', '..', 'a.b', `${token}.`, `.${token}`, `${token}=`, token.replace('.', ''), 'é'.repeat(10_001)])(
    'is not any other text: %s',
    (text) => {
      expect(tokens.read(price, text, now)).toEqual({ state: 'FORGED' })
    },
  )

  it('is not made for a content that its sort does not describe, or that could not be sent back', () => {
    expect(() => tokens.sign(price, { station: 'Boston', cents: 0.5 }, expiresAt)).toThrow(z.ZodError)
    expect(() => tokens.sign(anything, 'x'.repeat(7_500), expiresAt)).toThrow('could not be sent back')
  })
})

describe('canonical JSON', () => {
  it('is one text for equal values, at any depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[{"d":1}]}')
    expect(canonicalJson({ a: null, b: [{ c: undefined, d: 1 }] })).toBe('{"a":null,"b":[{"d":1}]}')
  })
})
