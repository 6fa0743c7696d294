import { ForbiddenError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { holdsAt, type Viewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { isOutranked } from '../model/rank.ts'
import { RankTooLowError } from '../model/staff-refusals.ts'
import type { StaffMember } from './find-staff-member.ts'
import { isHeldEverywhere, rolesOfViewer } from './staff-authority.ts'

/**
 * Lets pass who may do this to a whole account: who holds the permission wherever the person has a role or works, and
 * ranks nowhere below.
 */
export async function requireOverPerson(
  transaction: Transaction,
  viewer: Viewer,
  permission: Permission,
  person: StaffMember,
  path: readonly string[],
): Promise<void> {
  const stationIds = stationsOf(person)
  const isBeyondStations = stationIds.size === 0 || person.roles.some(({ stationId }) => stationId === null)
  const isHeld = isBeyondStations
    ? await isHeldEverywhere(transaction, viewer, permission, person.organizationId)
    : [...stationIds].every((stationId) => holdsAt(viewer, permission, stationId))
  if (!isHeld) throw new ForbiddenError(permission)
  if (isOutranked(await rolesOfViewer(transaction, viewer), person.roles)) throw new RankTooLowError('person', path)
}

/** Where the person has a role or works. */
export function stationsOf({ roles, members }: StaffMember): ReadonlySet<string> {
  const ofRoles = roles.map(({ stationId }) => stationId).filter((stationId) => stationId !== null)
  const ofMembers = members.filter(({ leftAt }) => leftAt === null).map(({ stationId }) => stationId)
  return new Set([...ofRoles, ...ofMembers])
}
