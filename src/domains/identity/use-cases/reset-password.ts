import { parseInput } from '#kernel/validation.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { hashPassword } from '#platform/crypto/passwords.ts'
import { hashSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { forgottenPasswordOf } from '../model/password-change.ts'
import { isResetOpen } from '../model/password-reset.ts'
import { ResetTokenNotValidError } from '../model/refusals.ts'
import { findPasswordReset } from '../store/password-store.ts'
import { setPassword } from './set-password.ts'
import { type Attempt, countAttempt, requireCounted, requireOpen } from './throttle-attempts.ts'

const DOOR = systemViewer('sign_in')

export interface ResetPasswordInput {
  token: string
  newPassword: string
  client: { ip: string | null }
}

/** Gives the owner of the link another password, and ends all their sessions. The link is good once. */
export async function resetPassword(context: UseCaseContext, input: ResetPasswordInput) {
  const { unitOfWork } = context
  const attempt: Attempt = { kind: 'RESET_TOKEN', email: null, ip: input.client.ip }
  requireOpen(context, attempt)
  const tokenHash = hashSecretToken(input.token)
  const found = await unitOfWork.run(DOOR, async (transaction) => {
    const reset = await findOpenReset(context, transaction, tokenHash)
    return reset ? { email: reset.user.email } : countAttempt(context, transaction, attempt)
  })
  if (!('email' in found)) {
    requireCounted(context, found)
    throw new ResetTokenNotValidError()
  }
  const { newPassword } = parseInput(forgottenPasswordOf(found.email), { newPassword: input.newPassword })
  // Outside of any transaction: hashing takes long on purpose.
  const passwordHash = await hashPassword(newPassword)
  return unitOfWork.run(DOOR, async (transaction) => {
    const reset = await findOpenReset(context, transaction, tokenHash)
    const ended = reset && (await setPassword(context, transaction, reset.user, { passwordHash, keepSessionId: null }))
    if (ended === null) throw new ResetTokenNotValidError()
    return { endedSessions: ended }
  })
}

/** The reset, locked, if its link is good. */
async function findOpenReset({ clock }: UseCaseContext, transaction: Transaction, tokenHash: Buffer) {
  const reset = await findPasswordReset(transaction, tokenHash)
  return reset && reset.user.status === 'ACTIVE' && isResetOpen(reset, clock.now()) ? reset : null
}
