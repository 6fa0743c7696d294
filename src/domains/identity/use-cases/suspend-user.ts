import { InvalidTransitionError } from '#kernel/errors.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { OwnAccountError } from '../model/staff-refusals.ts'
import { revokeSessionsOf } from '../store/session-store.ts'
import { updateAccount } from '../store/staff-writes.ts'
import { findStaffMember } from './find-staff-member.ts'
import { requireOtherOwner } from './require-other-owner.ts'
import { requireOverPerson } from './require-over-person.ts'
import { tellEverywhere } from './tell-of-member.ts'

/** Shuts somebody of no higher rank out: sign-in is refused, and the sessions that there are end. */
export async function suspendUser(context: UseCaseContext, { userId }: { userId: string }) {
  const { viewer, clock, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const person = await findStaffMember(transaction, viewer, userId)
    await requireOverPerson(transaction, viewer, 'identity:user:suspend', person, ['userId'])
    if (viewer.kind === 'user' && viewer.userId === userId) throw new OwnAccountError()
    if (person.status !== 'ACTIVE') throw new InvalidTransitionError('user', person.status, 'SUSPENDED')
    await requireOtherOwner(transaction, person)
    const changes = { status: 'SUSPENDED', presence: 'OFFLINE', version: person.version + 1 } as const
    await updateAccount(transaction, userId, changes)
    await revokeSessionsOf(transaction, userId, { at: clock.now() })
    await tellEverywhere(context, transaction, person.members, { type: 'member.suspended', payload: { userId } })
  })
  return { userId }
}
