import { describe, expect, it } from 'vitest'
import { formatMoney } from '#graphql/money.ts'
import { BadInputError } from '#kernel/errors.ts'

describe('an amount of money', () => {
  it.each([
    [123_456, 'USD', 'en', '$1,234.56'],
    [5, 'USD', 'en', '$0.05'],
    [0, 'USD', 'en', '$0.00'],
    [-250, 'USD', 'en', '-$2.50'],
    [123_456, 'EUR', 'de', '1.234,56\u00a0€'],
    [1_250, 'JPY', 'en', '¥1,250'],
    [1_250, 'KWD', 'en', 'KWD\u00a01.250'],
  ])('of %d %s reads in %s as %s', (amountCents, currency, locale, text) => {
    expect(formatMoney({ amountCents, currency }, locale)).toBe(text)
  })

  it('keeps the last cent of the largest amount that there is', () => {
    expect(formatMoney({ amountCents: Number.MAX_SAFE_INTEGER, currency: 'USD' }, 'en')).toBe('$90,071,992,547,409.91')
  })

  it.each(['not a language', '', `en-x-${'a'.repeat(40)}`])('is not written in "%s"', (locale) => {
    expect(() => formatMoney({ amountCents: 1, currency: 'USD' }, locale)).toThrow(BadInputError)
  })
})
