import { ForbiddenError, NotFoundError, UnauthenticatedError } from './errors.ts'
import type { Permission } from './permissions.ts'
import type { RatePlan } from './rate-plan.ts'

/** Who is asking. Everything that a request may see or do follows from this alone. */
export type Viewer = AnonymousViewer | UserViewer | PartnerViewer | SystemViewer

export interface AnonymousViewer {
  kind: 'anonymous'
}

/** What somebody who is known may see and do. */
export interface Rights {
  /** Rows of these are visible at all (row-level security). */
  stationIds: readonly string[]
  organizationIds: readonly string[]
  /** At which stations each permission is held. */
  grants: ReadonlyMap<Permission, ReadonlySet<string>>
}

/** Somebody of the staff, in a session. */
export interface UserViewer extends Rights {
  kind: 'user'
  userId: string
  sessionId: string
}

/** A partner's program, through an API key; the key's scopes are its grants. */
export interface PartnerViewer extends Rights {
  kind: 'partner'
  apiKeyId: string
  /** The same for all keys that have replaced each other: the id of the first of them. What a partner makes is this one's. */
  partnerId: string
  plan: RatePlan
}

/** The gateway itself, acting through one of the doors that the row-level security names. */
export interface SystemViewer {
  kind: 'system'
  scope: 'sign_in' | 'feed' | 'platform' | 'upkeep' | 'desk'
  stationIds: readonly string[]
  organizationIds: readonly string[]
}

export const anonymous: AnonymousViewer = { kind: 'anonymous' }

export function systemViewer(
  scope: SystemViewer['scope'],
  tenants: { stationIds?: readonly string[]; organizationIds?: readonly string[] } = {},
): SystemViewer {
  return { kind: 'system', scope, stationIds: tenants.stationIds ?? [], organizationIds: tenants.organizationIds ?? [] }
}

export function holdsAnywhere(viewer: Viewer, permission: Permission): boolean {
  if (viewer.kind === 'anonymous') return false
  return viewer.kind === 'system' || (viewer.grants.get(permission)?.size ?? 0) > 0
}

export function holdsAt(viewer: Viewer, permission: Permission, stationId: string): boolean {
  if (viewer.kind === 'anonymous') return false
  if (viewer.kind === 'system') return viewer.stationIds.includes(stationId)
  return viewer.grants.get(permission)?.has(stationId) ?? false
}

/** The stations at which the viewer holds the permission. */
export function stationsWith(viewer: Viewer, permission: Permission): readonly string[] {
  if (viewer.kind === 'anonymous') return []
  return viewer.kind === 'system' ? viewer.stationIds : [...(viewer.grants.get(permission) ?? [])]
}

/**
 * Lets pass who holds the permission at the station. A station that the viewer has nothing to do with is answered as
 * one that does not exist; `subject` names what the viewer asked for in the words of the API, `path` where in the input.
 */
export function requireAt(
  viewer: Viewer,
  permission: Permission,
  stationId: string,
  subject: string,
  path: readonly string[] | null = null,
): void {
  if (viewer.kind === 'anonymous') throw new UnauthenticatedError()
  if (!viewer.stationIds.includes(stationId)) throw new NotFoundError(subject, path)
  if (!holdsAt(viewer, permission, stationId)) throw new ForbiddenError(permission)
}

/**
 * Who judges and writes bookings for the viewer: partners do not see the bookings of others, and yet nobody may be in two
 * at once, so at the stations that they reach the gateway does it for them. What they may do is checked before.
 */
export function atDesk(viewer: Viewer): Viewer {
  return viewer.kind === 'partner' ? systemViewer('desk', viewer) : viewer
}

/** The user behind the viewer; null for partners and the gateway itself. */
export function actorOf(viewer: Viewer): string | null {
  return viewer.kind === 'user' ? viewer.userId : null
}
