import type { UseCaseContext } from '#platform/use-case-context.ts'
import { revokeSessionsOf } from '../store/session-store.ts'
import { findStaffMember } from './find-staff-member.ts'
import { requireOverPerson } from './require-over-person.ts'

/** Signs somebody of no higher rank out everywhere: a lost phone, a shared computer. They may sign in again. */
export async function endUserSessions(
  { viewer, clock, unitOfWork }: UseCaseContext,
  { userId }: { userId: string },
): Promise<{ userId: string; endedSessions: number }> {
  return unitOfWork.run(viewer, async (transaction) => {
    const person = await findStaffMember(transaction, viewer, userId)
    await requireOverPerson(transaction, viewer, 'identity:session:end', person, ['userId'])
    return { userId, endedSessions: await revokeSessionsOf(transaction, userId, { at: clock.now() }) }
  })
}
