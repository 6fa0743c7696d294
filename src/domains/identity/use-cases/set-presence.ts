import { UnauthenticatedError } from '#kernel/errors.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { MemberPresence, MemberPresenceChanged } from '../events.ts'
import { lockMembers } from '../store/member-writes.ts'
import { lockAccount, updateAccount } from '../store/staff-writes.ts'
import { tellEverywhere } from './tell-of-member.ts'

/** Says whether one is there oneself. Saying the same again only tells that it is still so. */
export async function setPresence(context: UseCaseContext, { presence }: { presence: MemberPresence }) {
  const { viewer, clock, unitOfWork } = context
  if (viewer.kind !== 'user') throw new UnauthenticatedError()
  const { userId } = viewer
  await unitOfWork.run(viewer, async (transaction) => {
    const account = await lockAccount(transaction, userId)
    if (!account) throw new UnauthenticatedError()
    await updateAccount(transaction, userId, { presence, lastSeenAt: clock.now() })
    if (account.presence === presence) return
    const event: MemberPresenceChanged = { type: 'member.presence_changed', payload: { userId, presence } }
    await tellEverywhere(context, transaction, await lockMembers(transaction, userId), event)
  })
  return { userId }
}
