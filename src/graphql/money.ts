import { LRUCache } from 'lru-cache'
import { BadInputError } from '#kernel/errors.ts'
import { everywhere } from './audiences.ts'
import { builder } from './builder.ts'

export interface MoneyAmount {
  /** Integer, in the currency's smallest unit. */
  amountCents: number
  currency: string
}

const LONGEST_LOCALE = 35
/** Making one costs a hundred times as much as using it. */
const formats = new LRUCache<string, Intl.NumberFormat>({ max: 200 })

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const key = `${currency} ${locale}`
  const known = formats.get(key)
  if (known) return known
  const format = makeFormat(currency, locale)
  formats.set(key, format)
  return format
}

function makeFormat(currency: string, locale: string): Intl.NumberFormat {
  try {
    if (locale.length <= LONGEST_LOCALE) return new Intl.NumberFormat(locale, { style: 'currency', currency })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw new BadInputError('locale must be a language tag, like en or de-AT.')
}

/** As people write it: with as many decimals as the currency has, and without the rounding of binary fractions. */
export function formatMoney({ amountCents, currency }: MoneyAmount, locale: string): string {
  const format = formatOf(currency, locale)
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 0
  return format.format(`${amountCents}e-${decimals}` as `${number}`)
}

export const Money = builder.objectRef<MoneyAmount>('Money').implement({
  description: 'An amount of money.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    amountCents: t.expose('amountCents', {
      type: 'SafeInt',
      description:
        "In the currency's smallest unit: 1250 is 12.50 USD, and 1250 JPY, since the yen has no smaller unit.",
    }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'Of the amount.' }),
    formatted: t.string({
      description: 'As people write it.',
      args: { locale: t.arg.string({ description: 'The language, as a BCP 47 tag; English when it is not given.' }) },
      resolve: (amount, { locale }) => formatMoney(amount, locale ?? 'en'),
    }),
  }),
})
