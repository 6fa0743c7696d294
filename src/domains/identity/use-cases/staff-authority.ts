import { ForbiddenError, NotFoundError, UnauthenticatedError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { requireAt, type Viewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { Place, RankedRole } from '../model/rank.ts'
import { findHeldRanks } from '../store/staff-reads.ts'
import { stationDirectory } from '../store/station-directory.ts'

/** The gateway itself is above everybody. */
const ABOVE_ALL: RankedRole = {
  code: 'SYSTEM',
  rank: Number.POSITIVE_INFINITY,
  organizationId: null,
  stationId: null,
}

/** The roles that give the viewer a rank, as they are in this transaction. */
export async function rolesOfViewer({ session }: Transaction, viewer: Viewer): Promise<readonly RankedRole[]> {
  if (viewer.kind === 'system') return [ABOVE_ALL]
  return viewer.kind === 'user' ? findHeldRanks(session, viewer.userId) : []
}

/**
 * Lets pass who holds the permission in that place. For a whole organization it has to be held through a role at the
 * whole organization: such a role is good at stations that come later, too.
 */
export async function requireInPlace(
  transaction: Transaction,
  viewer: Viewer,
  permission: Permission,
  { organizationId, stationId }: Place,
  paths: { station?: readonly string[]; organization?: readonly string[] } = {},
): Promise<void> {
  if (stationId !== null) {
    requireAt(viewer, permission, stationId, 'station', paths.station)
    return
  }
  if (viewer.kind === 'anonymous') throw new UnauthenticatedError()
  if (!viewer.organizationIds.includes(organizationId)) throw new NotFoundError('organization', paths.organization)
  if (!(await isHeldEverywhere(transaction, viewer, permission, organizationId))) throw new ForbiddenError(permission)
}

export async function isHeldEverywhere(
  { session }: Transaction,
  viewer: Viewer,
  permission: Permission,
  organizationId: string,
): Promise<boolean> {
  return stationDirectory.isHeldEverywhere(viewer, { permission, organizationId }, session)
}

/** Refuses stations of another organization, which somebody with roles in several may see. */
export async function requireStationOf(
  { stations }: Pick<UseCaseContext, 'stations'>,
  { session }: Transaction,
  { organizationId, stationId }: { organizationId: string; stationId: string },
  path: readonly string[],
): Promise<void> {
  const station = await stations.find(stationId, session)
  if (station?.organizationId !== organizationId) throw new NotFoundError('station', path)
}
