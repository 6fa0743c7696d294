import { ForbiddenError, NotFoundError, UnauthenticatedError } from './errors.ts'
import type { Permission } from './permissions.ts'

/** Who is asking. Everything that a request may see or do follows from this alone. */
export type Viewer = AnonymousViewer | UserViewer | SystemViewer

export interface AnonymousViewer {
  kind: 'anonymous'
}

export interface UserViewer {
  kind: 'user'
  userId: string
  sessionId: string
  /** Rows of these are visible at all (row-level security). */
  stationIds: readonly string[]
  organizationIds: readonly string[]
  /** At which stations each permission is held. */
  grants: ReadonlyMap<Permission, ReadonlySet<string>>
}

/** The gateway itself, acting through one of the doors that the row-level security names. */
export interface SystemViewer {
  kind: 'system'
  scope: 'sign_in' | 'feed' | 'platform'
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
  return viewer.kind === 'system' || (viewer.kind === 'user' && (viewer.grants.get(permission)?.size ?? 0) > 0)
}

export function holdsAt(viewer: Viewer, permission: Permission, stationId: string): boolean {
  if (viewer.kind === 'system') return viewer.stationIds.includes(stationId)
  return viewer.kind === 'user' && (viewer.grants.get(permission)?.has(stationId) ?? false)
}

/** The stations at which the viewer holds the permission. */
export function stationsWith(viewer: Viewer, permission: Permission): readonly string[] {
  if (viewer.kind === 'system') return viewer.stationIds
  return viewer.kind === 'user' ? [...(viewer.grants.get(permission) ?? [])] : []
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

/** The user behind the viewer; null for the gateway itself. */
export function actorOf(viewer: Viewer): string | null {
  return viewer.kind === 'user' ? viewer.userId : null
}
