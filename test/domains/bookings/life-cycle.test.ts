import { describe, expect, it } from 'vitest'
import {
  type BookingStatus,
  bookingStatuses,
  canBecome,
  claimIn,
  holdEnd,
  requireAssignable,
  requireMovable,
  requireTransition,
  statusAt,
} from '#domains/bookings/model/life-cycle.ts'
import { InvalidTransitionError } from '#kernel/errors.ts'

const STEPS: readonly (readonly [BookingStatus, BookingStatus])[] = [
  ['HELD', 'PENDING'],
  ['HELD', 'EXPIRED'],
  ['HELD', 'CANCELLED'],
  ['PENDING', 'CONFIRMED'],
  ['PENDING', 'EXPIRED'],
  ['PENDING', 'DECLINED'],
  ['PENDING', 'CANCELLED'],
  ['CONFIRMED', 'EN_ROUTE'],
  ['CONFIRMED', 'CANCELLED'],
  ['CONFIRMED', 'NO_SHOW'],
  ['EN_ROUTE', 'SEATED'],
  ['EN_ROUTE', 'NO_SHOW'],
  ['SEATED', 'COMPLETED'],
]
const NOW = new Date('2030-01-01T12:00:00.000Z')

function refusalOf(action: () => void): unknown {
  try {
    action()
    return null
  } catch (error) {
    return error
  }
}

describe('the life of a booking', () => {
  it('has these steps and no others', () => {
    const all = bookingStatuses.flatMap((from) => bookingStatuses.map((to) => [from, to] as const))
    expect(all).toHaveLength(100)
    expect(all.filter(([from, to]) => canBecome(from, to, 'CATERING'))).toEqual(STEPS)
    const direct = all.filter(([from, to]) => canBecome(from, to, 'APPOINTMENT') && !canBecome(from, to, 'CATERING'))
    expect(direct).toEqual([['CONFIRMED', 'SEATED']])
  })

  it('refuses every other step, and says which', () => {
    for (const from of bookingStatuses) {
      for (const to of bookingStatuses) {
        const refusal = refusalOf(() => requireTransition(from, to, 'CATERING'))
        if (canBecome(from, to, 'CATERING')) expect(refusal).toBeNull()
        else expect(refusal).toMatchObject({ code: 'INVALID_TRANSITION', from, to })
      }
    }
  })

  it('lets a booking be moved until somebody is on the way', () => {
    const movable = bookingStatuses.filter((status) => refusalOf(() => requireMovable(status)) === null)
    expect(movable).toEqual(['HELD', 'PENDING', 'CONFIRMED'])
    expect(() => requireMovable('SEATED')).toThrow(InvalidTransitionError)
  })

  it('lets a booking be given a chef until the service runs', () => {
    const assignable = bookingStatuses.filter((status) => refusalOf(() => requireAssignable(status)) === null)
    expect(assignable).toEqual(['HELD', 'PENDING', 'CONFIRMED', 'EN_ROUTE'])
    expect(() => requireAssignable('SEATED')).toThrow(InvalidTransitionError)
  })

  it('keeps resources busy from the hold to the end of the service, and gives them back otherwise', () => {
    expect(Object.fromEntries(bookingStatuses.map((status) => [status, claimIn(status).status]))).toEqual({
      HELD: 'HELD',
      PENDING: 'ACTIVE',
      CONFIRMED: 'ACTIVE',
      EN_ROUTE: 'ACTIVE',
      SEATED: 'ACTIVE',
      COMPLETED: 'DONE',
      EXPIRED: 'RELEASED',
      DECLINED: 'RELEASED',
      CANCELLED: 'RELEASED',
      NO_SHOW: 'RELEASED',
    })
    expect(claimIn('HELD').kind).toBe('HOLD')
    expect(claimIn('PENDING').kind).toBe('BOOKING')
  })

  it('ends a hold at the very moment that it runs out', () => {
    const held = { status: 'HELD', holdExpiresAt: holdEnd(NOW, 15) } as const
    expect(held.holdExpiresAt).toEqual(new Date('2030-01-01T12:15:00.000Z'))
    expect(statusAt(held, new Date('2030-01-01T12:14:59.999Z'))).toBe('HELD')
    expect(statusAt(held, new Date('2030-01-01T12:15:00.000Z'))).toBe('EXPIRED')
    expect(statusAt({ status: 'PENDING', holdExpiresAt: null }, NOW)).toBe('PENDING')
  })
})
