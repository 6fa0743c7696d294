import { describe, expect, it } from 'vitest'
import { ForbiddenError, NotFoundError, UnauthenticatedError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import {
  actorOf,
  anonymous,
  holdsAnywhere,
  holdsAt,
  requireAt,
  stationsWith,
  systemViewer,
  type UserViewer,
  type Viewer,
} from '#kernel/viewer.ts'

const HOME = '01980000-0000-7000-8000-00000000000a'
const BRANCH = '01980000-0000-7000-8000-00000000000b'
const ELSEWHERE = '01980000-0000-7000-8000-00000000000c'
const READ: Permission = 'customers:customer:read'
const UPDATE: Permission = 'customers:customer:update'

/** Reads in both stations, changes things in one. */
const clerk: UserViewer = {
  kind: 'user',
  userId: '01980000-0000-7000-8000-000000000001',
  sessionId: '01980000-0000-7000-8000-000000000002',
  stationIds: [HOME, BRANCH],
  organizationIds: [],
  grants: new Map<Permission, ReadonlySet<string>>([
    [READ, new Set([HOME, BRANCH])],
    [UPDATE, new Set([HOME])],
    ['customers:pii:read', new Set()],
  ]),
}
const system = systemViewer('platform', { stationIds: [HOME] })

describe('a permission', () => {
  it.each<[string, Viewer, Permission, string, boolean]>([
    ['is held where it was given', clerk, UPDATE, HOME, true],
    ['is not held at another station', clerk, UPDATE, BRANCH, false],
    ['that was never given is not held', clerk, 'bookings:booking:cancel', HOME, false],
    ['is never held by nobody', anonymous, READ, HOME, false],
    ['is held by the gateway at the stations for which it acts', system, UPDATE, HOME, true],
    ['is not held by the gateway elsewhere', system, UPDATE, ELSEWHERE, false],
  ])('%s', (_rule, viewer, permission, stationId, held) => {
    expect(holdsAt(viewer, permission, stationId)).toBe(held)
  })

  it('is held anywhere when there is one station at least', () => {
    expect(holdsAnywhere(clerk, UPDATE)).toBe(true)
    expect(holdsAnywhere(clerk, 'customers:pii:read')).toBe(false)
    expect(holdsAnywhere(clerk, 'bookings:booking:cancel')).toBe(false)
    expect(holdsAnywhere(anonymous, READ)).toBe(false)
  })

  it('tells the stations at which it is held', () => {
    expect(stationsWith(clerk, READ)).toEqual([HOME, BRANCH])
    expect(stationsWith(clerk, UPDATE)).toEqual([HOME])
    expect(stationsWith(clerk, 'bookings:booking:cancel')).toEqual([])
    expect(stationsWith(anonymous, READ)).toEqual([])
    expect(stationsWith(system, READ)).toEqual([HOME])
  })
})

describe('requiring a permission at a station', () => {
  it('lets pass who holds it', () => {
    expect(() => requireAt(clerk, UPDATE, HOME, 'customer')).not.toThrow()
  })

  it('asks nobody to sign in first', () => {
    expect(() => requireAt(anonymous, UPDATE, HOME, 'customer')).toThrow(UnauthenticatedError)
  })

  it('names the permission to who sees the station, but may not do this', () => {
    expect(() => requireAt(clerk, UPDATE, BRANCH, 'customer')).toThrow(new ForbiddenError(UPDATE))
  })

  it('tells of no station that is not the viewer’s', () => {
    expect(() => requireAt(clerk, UPDATE, ELSEWHERE, 'customer')).toThrow(new NotFoundError('customer'))
    const path = ['customerId']
    expect(() => requireAt(clerk, UPDATE, ELSEWHERE, 'customer', path)).toThrow(expect.objectContaining({ path }))
    expect(new NotFoundError('customer').message).toBe('There is no such customer.')
  })
})

describe('who acted', () => {
  it('is the user, and nobody where the gateway itself did it', () => {
    expect(actorOf(clerk)).toBe(clerk.userId)
    expect(actorOf(system)).toBeNull()
    expect(actorOf(anonymous)).toBeNull()
  })
})
