import type { UseCaseContext } from '#platform/use-case-context.ts'
import { rankAt } from '../model/rank.ts'
import { RankTooLowError, RoleNotHeldError } from '../model/staff-refusals.ts'
import { deleteHeldRole } from '../store/staff-writes.ts'
import { findStaffMember } from './find-staff-member.ts'
import type { RoleChoice } from './grant-role.ts'
import { leaveUnreachedStations } from './leave-stations.ts'
import { requireOtherOwner } from './require-other-owner.ts'
import { requireInPlace, rolesOfViewer } from './staff-authority.ts'

/** Takes a role up to the own rank away; who has none left that reaches a station no longer works there. */
export async function revokeRole(context: UseCaseContext, { userId, role: code, stationId }: RoleChoice) {
  const { viewer, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const person = await findStaffMember(transaction, viewer, userId)
    const place = { organizationId: person.organizationId, stationId }
    await requireInPlace(transaction, viewer, 'identity:role:revoke', place, { station: ['stationId'] })
    const held = person.roles.find((role) => role.code === code && role.stationId === stationId)
    if (!held) throw new RoleNotHeldError()
    if (held.rank > rankAt(await rolesOfViewer(transaction, viewer), place)) throw new RankTooLowError('role', ['role'])
    await requireOtherOwner(transaction, { ...person, roles: [held] })
    await deleteHeldRole(transaction, held.id)
    const roles = person.roles.filter((role) => role !== held)
    await leaveUnreachedStations(context, transaction, { ...person, roles }, held)
  })
  return { userId }
}
