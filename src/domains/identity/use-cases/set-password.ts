import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { passwordChangedMail } from '../model/password-mails.ts'
import { closePasswordResets, type PasswordOwner, replacePassword } from '../store/password-store.ts'
import { revokeSessionsOf } from '../store/session-store.ts'

/**
 * Puts another password into the place of the one that the owner was read with, ends the sessions and all other ways to a new one, and tells the owner by mail.
 * Tells how many sessions have ended; null, and nothing has happened, when somebody else was faster.
 */
export async function setPassword(
  { clock, postbox }: UseCaseContext,
  transaction: Transaction,
  owner: PasswordOwner,
  { passwordHash, keepSessionId }: { passwordHash: string; keepSessionId: string | null },
): Promise<number | null> {
  const at = clock.now()
  const isReplaced = await replacePassword(transaction, owner.id, { from: owner.passwordHash, to: passwordHash })
  if (!isReplaced) return null
  const ended = await revokeSessionsOf(transaction, owner.id, { at, exceptId: keepSessionId })
  await closePasswordResets(transaction, owner.id, at)
  const mail = { to: owner.email, ...passwordChangedMail(owner) }
  transaction.afterCommit(() => postbox.post({ mail, about: { mail: 'password changed', userId: owner.id } }))
  return ended
}
