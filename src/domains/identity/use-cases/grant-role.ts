import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { MemberRoleGranted } from '../events.ts'
import { OwnAccountError, RoleAlreadyHeldError } from '../model/staff-refusals.ts'
import { findStaffMember, type StaffMember } from './find-staff-member.ts'
import { giveRole, requireGivable } from './give-role.ts'
import { requireInPlace, requireStationOf, rolesOfViewer } from './staff-authority.ts'
import { addMember, changeMember } from './tell-of-member.ts'

export interface RoleChoice {
  userId: string
  /** The role's code. */
  role: string
  /** Null for the whole organization of the user. */
  stationId: string | null
}

/** Gives somebody else a role up to the own rank; at a station they work there from then on. */
export async function grantRole(context: UseCaseContext, { userId, role: code, stationId }: RoleChoice) {
  const { viewer, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const person = await findStaffMember(transaction, viewer, userId)
    const { organizationId } = person
    const place = { organizationId, stationId }
    if (stationId !== null) {
      await requireStationOf(context, transaction, { organizationId, stationId }, ['stationId'])
    }
    await requireInPlace(transaction, viewer, 'identity:role:grant', place, { station: ['stationId'] })
    if (viewer.kind === 'user' && viewer.userId === userId) throw new OwnAccountError()
    const role = await requireGivable(transaction, await rolesOfViewer(transaction, viewer), code, place, ['role'])
    if (person.roles.some((held) => held.roleId === role.id && held.stationId === stationId)) {
      throw new RoleAlreadyHeldError()
    }
    await giveRole(context, transaction, person, role)
    if (stationId !== null) {
      const event: MemberRoleGranted = { type: 'member.role_granted', payload: { userId, role: code } }
      await welcome(context, transaction, person, stationId, event)
    }
  })
  return { userId }
}

async function welcome(
  context: UseCaseContext,
  transaction: Transaction,
  { id: userId, organizationId, members }: StaffMember,
  stationId: string,
  event: MemberRoleGranted,
): Promise<void> {
  const isPrimary = members.every(({ leftAt }) => leftAt !== null)
  const member = members.find((one) => one.stationId === stationId)
  if (!member) {
    const joining = { stationId, userId, organizationId, title: null, isPrimary }
    await addMember(context, transaction, joining, event)
  } else if (member.leftAt !== null) {
    await changeMember(context, transaction, member, event, { leftAt: null, isPrimary })
  } else {
    await changeMember(context, transaction, member, event)
  }
}
