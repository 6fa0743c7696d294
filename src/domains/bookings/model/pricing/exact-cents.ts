import { ValidationError } from '#kernel/errors.ts'

/** One, in hundredths of a percent. */
export const WHOLE_BP = 10_000

/** Refuses what can no longer be counted exactly. */
function toCents(amount: bigint): number {
  if (amount <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(amount)
  throw new ValidationError([{ path: ['items'], message: 'come to too large a sum' }])
}

export function sumOf(amounts: readonly number[]): number {
  return toCents(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n))
}

/** amount × numerator ÷ denominator, rounded half up to a whole cent; of amounts that are not negative. */
export function portionOf(amount: number, numerator: number, denominator: number): number {
  const divisor = BigInt(denominator)
  return toCents((BigInt(amount) * BigInt(numerator) * 2n + divisor) / (2n * divisor))
}

/** The nearest multiple, half up. */
export function roundTo(multiple: number, amount: number): number {
  return multiple === 1 ? amount : toCents(BigInt(portionOf(amount, 1, multiple)) * BigInt(multiple))
}
