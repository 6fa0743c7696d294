import { describe, expect, it } from 'vitest'
import { cancellationTerms, quoteEnd } from '#domains/bookings/model/policy/cancellation.ts'
import { hoursLater, STARTS_AT } from '../../../support/bookings.ts'

const policy = {
  cancellationTiers: [
    { actor: 'CUSTOMER', hoursBefore: 72, feePercent: 25 },
    { actor: 'CUSTOMER', hoursBefore: 24, feePercent: 50 },
    { actor: 'CUSTOMER', hoursBefore: 4, feePercent: 100 },
    { actor: 'PARTNER', hoursBefore: 48, feePercent: 10 },
  ] as const,
}
const booking = { status: 'CONFIRMED', startsAt: STARTS_AT, totalCents: 10_001 } as const
const at = (hoursBefore: number) => hoursLater(-hoursBefore)

describe('what it costs to call a booking off', () => {
  it.each([
    [100, null, 0],
    [72, null, 0],
    [71.999, 72, 2_500],
    [24, 72, 2_500],
    [23, 24, 5_001],
    [4, 24, 5_001],
    [3, 4, 10_001],
    [-1, 4, 10_001],
  ])('%d hours before the start follows the tier that was reached last', (hours, hoursBefore, feeCents) => {
    const terms = cancellationTerms(policy, booking, { actor: 'CUSTOMER', now: at(hours) })
    expect(terms.tier?.hoursBefore ?? null).toBe(hoursBefore)
    expect([terms.feeCents, terms.refundCents]).toEqual([feeCents, 10_001 - feeCents])
  })

  it('depends on whose wish it is: without a tier of their own it is free', () => {
    const now = at(1)
    expect(cancellationTerms(policy, booking, { actor: 'PARTNER', now }).feeCents).toBe(1_000)
    expect(cancellationTerms(policy, booking, { actor: 'STAFF', now })).toEqual({
      tier: null,
      feeCents: 0,
      refundCents: 10_001,
    })
  })

  it.each(['HELD', 'PENDING'] as const)('is nothing while it is %s', (status) => {
    expect(cancellationTerms(policy, { ...booking, status }, { actor: 'CUSTOMER', now: at(1) }).feeCents).toBe(0)
  })

  it('is promised for 15 minutes, but not beyond the start', () => {
    expect(quoteEnd(at(10), booking)).toEqual(at(9.75))
    expect(quoteEnd(at(0.1), booking)).toEqual(STARTS_AT)
  })
})
