import { ForbiddenError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { holdsAt, type Viewer } from '#kernel/viewer.ts'
import type { Reads } from '#platform/database/read-transaction.ts'
import type { Session } from '#platform/database/rows.ts'
import { findWholeGrants, type WholeGrantRow, wholeGrantsOfUser } from '../store/grants-reads.ts'

export const MANAGE_KEYS = 'identity:api-key:manage' satisfies Permission

/** Where a key is good: at these stations, or with null at all of its organization, also at those to come. */
export interface KeyReach {
  organizationId: string
  stationIds: readonly string[] | null
}

export function reachOf(row: {
  organizationId: string
  allStations: boolean
  stationIds: readonly string[]
}): KeyReach {
  return { organizationId: row.organizationId, stationIds: row.allStations ? null : row.stationIds }
}

/** What the viewer holds wherever a key is good. A role at each station is none in the organization: there may be more. */
export interface KeyRights {
  holds(permission: Permission, reach: KeyReach): boolean
  /** Throws at the first that is not held. */
  require(permissions: readonly Permission[], reach: KeyReach): void
  /** The organizations in the whole of which the permission is held. */
  wholeOrganizations(permission: Permission): readonly string[]
}

export async function findKeyRights(viewer: Viewer, session: Session): Promise<KeyRights> {
  return toRights(viewer, viewer.kind === 'user' ? await findWholeGrants(session, viewer.userId) : [])
}

/** The same, read once however many keys an operation asks for. */
export async function loadKeyRights(viewer: Viewer, reads: Reads): Promise<KeyRights> {
  return toRights(viewer, viewer.kind === 'user' ? await reads.load(wholeGrantsOfUser, viewer.userId) : [])
}

function toRights(viewer: Viewer, rows: readonly WholeGrantRow[]): KeyRights {
  const held = new Map(rows.map(({ permission, organizationIds }) => [permission, organizationIds]))
  const wholeOrganizations = (permission: Permission) =>
    viewer.kind === 'system' ? viewer.organizationIds : (held.get(permission) ?? [])
  const holds = (permission: Permission, { organizationId, stationIds }: KeyReach) =>
    stationIds === null
      ? wholeOrganizations(permission).includes(organizationId)
      : stationIds.every((stationId) => holdsAt(viewer, permission, stationId))
  return {
    holds,
    require(permissions, reach) {
      const missing = permissions.find((permission) => !holds(permission, reach))
      if (missing !== undefined) throw new ForbiddenError(missing)
    },
    wholeOrganizations,
  }
}
