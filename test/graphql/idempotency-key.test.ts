import { describe, expect, it } from 'vitest'
import { readIdempotencyKey } from '#graphql/idempotency-key.ts'
import { BadInputError } from '#kernel/errors.ts'

const visible = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).join('')

describe('an idempotency key', () => {
  it.each([
    ['as a bare token', '8e03978e-40d5', '8e03978e-40d5'],
    ['as a string of a structured field', '"8e03978e-40d5"', '8e03978e-40d5'],
    ['with what has to be quoted', String.raw`"a\"b\\c,d;e"`, String.raw`a"b\c,d;e`],
    ['with space around it', '  12345678\t', '12345678'],
    ['of 8 characters', '12345678', '12345678'],
    ['of 255 characters', 'x'.repeat(255), 'x'.repeat(255)],
    ['of base64', 'ab+/cdEF==', 'ab+/cdEF=='],
  ])('comes in a header %s', (_how, header, key) => {
    expect(readIdempotencyKey({ header })).toBe(key)
  })

  it('may have any visible character of ASCII in an extension', () => {
    expect(readIdempotencyKey({ extension: visible })).toBe(visible)
  })

  it('is not there without header and extension', () => {
    expect(readIdempotencyKey({})).toBeNull()
    expect(readIdempotencyKey({ header: undefined, extension: null })).toBeNull()
  })

  it('may come both ways when it is the same', () => {
    expect(readIdempotencyKey({ header: '"12345678"', extension: '12345678' })).toBe('12345678')
    expect(() => readIdempotencyKey({ header: '12345678', extension: '12345679' })).toThrow(BadInputError)
  })

  it.each([
    ['nothing', ''],
    ['7 characters', '1234567'],
    ['7 characters in quotation marks', '"1234567"'],
    ['256 characters', 'x'.repeat(256)],
    ['two headers, as Node joins them', '12345678, 12345678'],
    ['two strings', '"12345678","12345678"'],
    ['a string with parameters', '"12345678";a=1'],
    ['a string without its end', '"12345678'],
    ['an escape of what needs none', String.raw`"1234\5678"`],
    ['a space', '1234 5678'],
    ['a letter beyond ASCII', 'schlüssel'],
    ['a control character', '12345678\u0001'],
  ])('is not a header of %s', (_what, header) => {
    expect(() => readIdempotencyKey({ header })).toThrow(BadInputError)
  })

  it.each([12345678, '1234567', true, {}, ['12345678'], '"1234 678"'])('is not the extension %j', (extension) => {
    expect(() => readIdempotencyKey({ extension })).toThrow(BadInputError)
  })
})
