import { InvalidTransitionError } from '#kernel/errors.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { updateAccount } from '../store/staff-writes.ts'
import { findStaffMember } from './find-staff-member.ts'
import { requireOverPerson } from './require-over-person.ts'
import { tellEverywhere } from './tell-of-member.ts'

/** Lets somebody who was suspended sign in again, with the roles that they had. */
export async function reinstateUser(context: UseCaseContext, { userId }: { userId: string }) {
  const { viewer, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const person = await findStaffMember(transaction, viewer, userId)
    await requireOverPerson(transaction, viewer, 'identity:user:suspend', person, ['userId'])
    if (person.status !== 'SUSPENDED') throw new InvalidTransitionError('user', person.status, 'ACTIVE')
    await updateAccount(transaction, userId, { status: 'ACTIVE', version: person.version + 1 })
    await tellEverywhere(context, transaction, person.members, { type: 'member.reinstated', payload: { userId } })
  })
  return { userId }
}
