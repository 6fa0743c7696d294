import { describe, expect, it } from 'vitest'
import { type ApiKeyLife, overlapEnd, stateOf } from '#domains/identity/model/api-key-state.ts'

const NOW = new Date('2030-05-04T12:00:00.000Z')
const HOUR_MS = 3_600_000
const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS)

const fresh: ApiKeyLife = { expiresAt: null, revokedAt: null, isReplaced: false }

describe('the state of an API key', () => {
  it.each<[string, Partial<ApiKeyLife>, string]>([
    ['without an end', {}, 'ACTIVE'],
    ['before its end', { expiresAt: new Date(NOW.getTime() + 1) }, 'ACTIVE'],
    ['at its end', { expiresAt: NOW }, 'EXPIRED'],
    ['behind its end', { expiresAt: at(-1) }, 'EXPIRED'],
    ['that was replaced, before its end', { isReplaced: true, expiresAt: at(1) }, 'REPLACED'],
    ['that was replaced, behind its end', { isReplaced: true, expiresAt: at(-1) }, 'EXPIRED'],
    ['that was revoked', { revokedAt: at(-1) }, 'REVOKED'],
    [
      'that was revoked before it was replaced or expired',
      { revokedAt: NOW, isReplaced: true, expiresAt: at(-2) },
      'REVOKED',
    ],
  ])('%s is as it should be', (_when, life, state) => {
    expect(stateOf({ ...fresh, ...life }, NOW)).toBe(state)
  })
})

describe('the end of a key that is replaced', () => {
  it('is the end of the overlap', () => {
    expect(overlapEnd(null, 0, NOW)).toEqual(NOW)
    expect(overlapEnd(null, 24, NOW)).toEqual(at(24))
    expect(overlapEnd(at(48), 24, NOW)).toEqual(at(24))
  })

  it('never comes later than it would have anyway', () => {
    expect(overlapEnd(at(3), 24, NOW)).toEqual(at(3))
    expect(overlapEnd(at(24), 24, NOW)).toEqual(at(24))
  })
})
