import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeApiKey, findKeyId } from '#domains/identity/model/api-key-format.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A key whose random characters have these places in the alphabet. */
const anyKey = fc
  .array(fc.nat(61), { minLength: 38, maxLength: 38 })
  .map((places) => composeApiKey(() => places.shift() ?? 0))
const random = () => composeApiKey((below) => randomInt(below))

/** As the format says it, by another implementation of the checksum. */
function expectedChecksum(body: string): string {
  let rest = BigInt(crc32(body))
  let digits = ''
  while (digits.length < 6) {
    digits = ALPHABET[Number(rest % 62n)] + digits
    rest /= 62n
  }
  return digits
}

describe('an API key', () => {
  it('is its kind, eight characters in the clear, thirty secret ones and a checksum', () => {
    expect(composeApiKey(() => 0)).toBe('tp_live_00000000_0000000000000000000000000000002pGDDO')
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(key).toMatch(/^tp_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{36}$/)
        expect(key.slice(-6)).toBe(expectedChecksum(key.slice(0, -6)))
      }),
    )
  })

  it('is random in each character that is not fixed: 178 secret bits', () => {
    const asked: number[] = []
    const key = composeApiKey((below) => {
      asked.push(below)
      return asked.length % below
    })
    expect(asked).toEqual(Array.from({ length: 38 }, () => 62))
    expect(Math.floor(30 * Math.log2(62))).toBe(178)
    expect(key.slice(8, 16)).toBe('12345678')
    expect(new Set(Array.from({ length: 1_000 }, random)).size).toBe(1_000)
  })

  it('tells its part in the clear', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(findKeyId(key)).toBe(key.slice(8, 16))
      }),
    )
  })
})

describe('what is no API key', () => {
  it('is a key in which one character is another', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(52), fc.constantFrom(...ALPHABET, '_', '-', ' ', 'ä'), (key, at, character) => {
        fc.pre(key[at] !== character)
        expect(findKeyId(key.slice(0, at) + character + key.slice(at + 1))).toBeNull()
      }),
    )
  })

  it('is a key in which two characters beside each other have changed places', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 8, max: 45 }), (key, at) => {
        fc.pre(key[at] !== key[at + 1])
        const swapped = key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2)
        expect(findKeyId(swapped)).toBeNull()
      }),
    )
  })

  it('is a key with something before, after or left out', () => {
    fc.assert(
      fc.property(anyKey, fc.string({ minLength: 1 }), fc.nat(52), (key, more, at) => {
        expect(findKeyId(key + more)).toBeNull()
        expect(findKeyId(more + key)).toBeNull()
        expect(findKeyId(key.slice(0, at))).toBeNull()
        expect(findKeyId(`${key}\n`)).toBeNull()
      }),
    )
  })

  it('is any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(findKeyId(text)).toBeNull()
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^tp_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{36}$/), (text) => {
        fc.pre(text.slice(-6) !== expectedChecksum(text.slice(0, -6)))
        expect(findKeyId(text)).toBeNull()
      }),
    )
  })
})
