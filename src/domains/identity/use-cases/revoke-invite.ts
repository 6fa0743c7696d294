import { NotFoundError } from '#kernel/errors.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { InvitationClosedError } from '../model/staff-refusals.ts'
import { closeInvitations, findInvitation } from '../store/invitation-writes.ts'
import { deleteHeldRole } from '../store/staff-writes.ts'
import { findStaffMember } from './find-staff-member.ts'
import { requireOtherOwner } from './require-other-owner.ts'
import { requireOverPerson } from './require-over-person.ts'
import { changeMember } from './tell-of-member.ts'

/** Takes an invitation back, with all roles that the invited person was to have: they are staff no more. */
export async function revokeInvite(context: UseCaseContext, { invitationId }: { invitationId: string }) {
  const { viewer, clock, unitOfWork } = context
  return unitOfWork.run(viewer, async (transaction) => {
    const absent = new NotFoundError('invitation', ['invitationId'])
    const found = await findInvitation(transaction, invitationId)
    if (!found) throw absent
    const person = await findStaffMember(transaction, viewer, found.userId, absent)
    await requireOverPerson(transaction, viewer, 'identity:user:invite', person, ['invitationId'])
    const invitation = await findInvitation(transaction, invitationId)
    if (!invitation || invitation.acceptedAt !== null || invitation.revokedAt !== null)
      throw new InvitationClosedError()
    await requireOtherOwner(transaction, person, ['invitationId'])
    const now = clock.now()
    await closeInvitations(transaction, person.id, now)
    for (const role of person.roles) await deleteHeldRole(transaction, role.id)
    for (const member of person.members.filter(({ leftAt }) => leftAt === null)) {
      const event = { type: 'member.invitation_revoked', payload: { userId: person.id } } as const
      await changeMember(context, transaction, member, event, { leftAt: now, isPrimary: false })
    }
    return { userId: person.id, invitationId }
  })
}
