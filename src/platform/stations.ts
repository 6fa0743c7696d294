import type { GeoPoint } from '#kernel/great-circle.ts'
import type { Permission } from '#kernel/permissions.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { Session } from './database/rows.ts'

/** What other domains have to know of a station in order to act there. */
export interface StationFacts {
  id: string
  organizationId: string
  /** With this the references of its bookings begin. */
  code: string
  /** IANA. */
  timezone: string
  /** ISO 4217. */
  currency: string
  /** Where it is; null when nobody has said so. */
  location: GeoPoint | null
}

export interface OrganizationRight {
  permission: Permission
  organizationId: string
}

/** What somebody may do at one station right now, and where that is. */
export interface RightsAtStation {
  organizationId: string
  /** IANA. */
  timezone: string
  permissions: readonly Permission[]
}

/** Where use cases of any domain look stations up; the domain that owns them answers. */
export interface StationDirectory {
  /** Null for a station that the session's viewer does not see. */
  find(stationId: string, session: Session): Promise<StationFacts | null>
  /** Those of them that the session's viewer sees, in one statement. */
  list(stationIds: readonly string[], session: Session): Promise<StationFacts[]>
  /**
   * Whether the viewer holds the permission at a whole organization: at all its stations, and at those that come later.
   */
  isHeldEverywhere(viewer: Viewer, right: OrganizationRight, session: Session): Promise<boolean>
  /** Null for whose account is not active, and where there is no such station. Needs the sign-in door. */
  findRights(asked: { userId: string; stationId: string }, session: Session): Promise<RightsAtStation | null>
  /** All that the session's viewer sees. */
  listIds(session: Session): Promise<string[]>
  /** Those of one organization that the session's viewer sees. */
  listIdsOf(organizationId: string, session: Session): Promise<string[]>
}
