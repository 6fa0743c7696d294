import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { invitationMail } from '../model/invitation-mail.ts'
import { findInvitationSenders, markInvitationSent } from '../store/invitation-writes.ts'

interface InvitationToPost {
  id: string
  organizationId: string
  invitedById: string | null
  token: string
  email: string
  fullName: string
  expiresAt: Date
}

/**
 * Mails the link after the commit, and notes when the mail has left. When it does not leave, the invitation stands
 * without a time of sending, and inviting again sends it again.
 */
export async function postInvitation(
  { viewer, clock, postbox, appUrl }: UseCaseContext,
  transaction: Transaction,
  { id, organizationId, invitedById, token, email, fullName, expiresAt }: InvitationToPost,
): Promise<void> {
  const names = await findInvitationSenders(transaction, { organizationId, invitedById })
  // Behind the #, where neither servers nor their logs see it.
  const link = `${appUrl}/accept-invite#token=${token}`
  const mail = { to: email, ...invitationMail({ ...names, fullName, link, expiresAt }) }
  transaction.afterCommit(() =>
    postbox.post({
      mail,
      about: { mail: 'invitation', invitationId: id },
      onSent: (unitOfWork) => unitOfWork.run(viewer, (noting) => markInvitationSent(noting, id, clock.now())),
    }),
  )
}
