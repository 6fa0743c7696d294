import { describe, expect, it } from 'vitest'
import { isOutranked, type RankedRole, rankAt, reaches } from '#domains/identity/model/rank.ts'

const role = (rank: number, organizationId: string | null, stationId: string | null = null): RankedRole => ({
  code: `R${rank}`,
  rank,
  organizationId,
  stationId,
})

const BOSTON = { organizationId: 'maple', stationId: 'boston' }
const CHICAGO = { organizationId: 'maple', stationId: 'chicago' }
const ALL = { organizationId: 'maple', stationId: null }
const BERLIN = { organizationId: 'schere', stationId: 'berlin' }

describe('a role', () => {
  it('at a station reaches that station alone', () => {
    expect([BOSTON, CHICAGO, ALL, BERLIN].map((place) => reaches(BOSTON, place))).toEqual([true, false, false, false])
  })

  it('at a whole organization reaches all of it', () => {
    expect([BOSTON, CHICAGO, ALL, BERLIN].map((place) => reaches(ALL, place))).toEqual([true, true, true, false])
  })

  it('of the platform reaches everything', () => {
    const everywhere = { organizationId: null, stationId: null }
    expect([BOSTON, ALL, BERLIN].map((place) => reaches(everywhere, place))).toEqual([true, true, true])
  })
})

describe('a rank', () => {
  it('is the highest of the roles that reach the place, and 0 without any', () => {
    const roles = [role(20, 'maple', 'boston'), role(60, 'maple', 'chicago'), role(40, 'maple')]
    expect([BOSTON, CHICAGO, ALL, BERLIN].map((place) => rankAt(roles, place))).toEqual([40, 60, 40, 0])
  })
})

describe('somebody', () => {
  const manager = [role(60, 'maple', 'boston')]

  it('is outranked by a higher role in its place, not by an equal one', () => {
    expect(isOutranked(manager, [role(61, 'maple', 'boston')])).toBe(true)
    expect(isOutranked(manager, [role(60, 'maple', 'boston')])).toBe(false)
    expect(isOutranked(manager, [])).toBe(false)
  })

  it('is outranked by any role where the own ones do not reach', () => {
    expect(isOutranked(manager, [role(10, 'maple', 'chicago')])).toBe(true)
    expect(isOutranked(manager, [role(10, 'maple')])).toBe(true)
    expect(isOutranked([role(70, 'maple')], [role(10, 'maple'), role(60, 'maple', 'chicago')])).toBe(false)
  })

  it('of a business is outranked by whoever belongs to the platform', () => {
    expect(isOutranked([role(80, 'maple')], [role(10, null)])).toBe(true)
    expect(isOutranked([role(100, null)], [role(90, null), role(80, 'maple')])).toBe(false)
  })
})
