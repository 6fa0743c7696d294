import { parseInput } from '#kernel/validation.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { hashPassword } from '#platform/crypto/passwords.ts'
import { hashSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { acceptanceOf } from '../model/acceptance.ts'
import { isOpen } from '../model/invitation-policy.ts'
import { InvitationNotValidError } from '../model/staff-refusals.ts'
import { findInvitationByToken, markInvitationAccepted } from '../store/invitation-writes.ts'
import { lockMembers } from '../store/member-writes.ts'
import { lockAccount, updateAccount } from '../store/staff-writes.ts'
import type { TokenPair } from './issue-tokens.ts'
import { openSession, type SessionOpening } from './open-session.ts'
import { tellEverywhere } from './tell-of-member.ts'

export interface AcceptInviteInput extends Omit<SessionOpening, 'userId'> {
  token: string
  /** The fields of `acceptanceOf`. */
  fields: unknown
}

/** Makes the account of an open invitation the caller's own, and signs them in. The token is good once. */
export async function acceptInvite(context: UseCaseContext, input: AcceptInviteInput): Promise<TokenPair> {
  const { unitOfWork, clock } = context
  const tokenHash = hashSecretToken(input.token)
  const invitation = await unitOfWork.run(systemViewer('sign_in'), async (transaction) => {
    const found = await findInvitationByToken(transaction, tokenHash)
    if (!found || !isOpen(found, clock.now())) throw new InvitationNotValidError()
    return found
  })
  const { fullName, password } = parseInput(acceptanceOf(invitation.user.email), input.fields)
  // Outside of any transaction: hashing takes long on purpose.
  const passwordHash = await hashPassword(password)

  const stationIds = invitation.user.memberships.map(({ stationId }) => stationId)
  return unitOfWork.run(systemViewer('sign_in', { stationIds }), async (transaction) => {
    const account = await lockInvitee(context, transaction, invitation.userId, tokenHash)
    const changes = { passwordHash, status: 'ACTIVE', version: account.version + 1 } as const
    await updateAccount(transaction, account.id, { ...changes, ...(fullName != null && { fullName }) })
    await markInvitationAccepted(transaction, invitation.id, clock.now())
    const payload = { userId: account.id }
    const members = await lockMembers(transaction, account.id)
    await tellEverywhere(context, transaction, members, { type: 'member.joined', payload })
    return openSession(context, transaction, { ...input, userId: account.id })
  })
}

/** The account, locked, if the invitation is still open now. */
async function lockInvitee({ clock }: UseCaseContext, transaction: Transaction, userId: string, tokenHash: Buffer) {
  const account = await lockAccount(transaction, userId)
  const invitation = await findInvitationByToken(transaction, tokenHash)
  const isStillOpen = invitation !== null && isOpen(invitation, clock.now())
  if (!isStillOpen || account?.status !== 'PENDING_VERIFICATION') throw new InvitationNotValidError()
  return account
}
