import { parseInput } from '#kernel/validation.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { createSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { Posting } from '#platform/mail/postbox.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { accountAddress } from '../model/credentials.ts'
import { passwordResetMail } from '../model/password-mails.ts'
import { resetEnd } from '../model/password-reset.ts'
import { findPasswordOwnerByEmail, insertPasswordReset, type PasswordOwner } from '../store/password-store.ts'
import { type Attempt, countAttempt, requireCounted, requireOpen } from './throttle-attempts.ts'

const DOOR = systemViewer('sign_in')

export interface RequestPasswordResetInput {
  email: string
  client: { ip: string | null }
}

/**
 * Mails the active account with this address a link to a new password. Whether there is one shows neither in the answer
 * nor in how long it takes: all that differs happens afterwards, in the background.
 */
export async function requestPasswordReset(context: UseCaseContext, input: RequestPasswordResetInput): Promise<void> {
  const { email } = parseInput(accountAddress, { email: input.email })
  const attempt: Attempt = { kind: 'RESET_REQUEST', email, ip: input.client.ip }
  requireOpen(context, attempt)
  const verdict = await context.unitOfWork.run(DOOR, async (transaction) => {
    const owner = await findPasswordOwnerByEmail(transaction, email)
    const counted = await countAttempt(context, transaction, { ...attempt, email: owner?.email ?? email })
    if (owner?.status === 'ACTIVE' && 'attemptId' in counted) {
      const posting = resetPosting(context, owner)
      transaction.afterCommit(() => context.postbox.post(posting))
    }
    return counted
  })
  requireCounted(context, verdict)
}

/** The mail with the link; its token is written down just before it leaves. */
function resetPosting({ clock, appUrl }: UseCaseContext, { id: userId, email, fullName }: PasswordOwner): Posting {
  const { token, tokenHash } = createSecretToken()
  const now = clock.now()
  const reset = { id: newId(), userId, tokenHash, createdAt: now, expiresAt: resetEnd(now) }
  // Behind the #, where neither servers nor their logs see it.
  const link = `${appUrl}/reset-password#token=${token}`
  return {
    mail: { to: email, ...passwordResetMail({ fullName, link }) },
    about: { mail: 'password reset', userId },
    beforeSending: (unitOfWork) => unitOfWork.run(DOOR, (transaction) => insertPasswordReset(transaction, reset)),
  }
}
