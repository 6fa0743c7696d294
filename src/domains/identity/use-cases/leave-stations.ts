import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { reaches } from '../model/rank.ts'
import { type Member, updateMember } from '../store/member-writes.ts'
import type { StaffMember } from './find-staff-member.ts'
import { changeMember } from './tell-of-member.ts'

/**
 * After a role was taken: somebody works at a station as long as a role reaches it. Tells of the role at its own
 * station, and at each station that is left.
 */
export async function leaveUnreachedStations(
  context: UseCaseContext,
  transaction: Transaction,
  { id: userId, organizationId, members, roles }: StaffMember,
  taken: { code: string; stationId: string | null },
): Promise<void> {
  const leftAt = context.clock.now()
  const staying: Member[] = []
  for (const member of members.filter((one) => one.leftAt === null)) {
    const { stationId } = member
    const left = !roles.some((role) => reaches(role, { organizationId, stationId }))
    if (!left) staying.push(member)
    if (!left && stationId !== taken.stationId) continue
    const payload = { userId, role: taken.code, left }
    const changes = left ? { leftAt, isPrimary: false } : {}
    await changeMember(context, transaction, member, { type: 'member.role_revoked', payload }, changes)
  }
  const [first] = staying
  if (first && !staying.some(({ isPrimary }) => isPrimary))
    await updateMember(transaction, first.id, { isPrimary: true })
}
