import { UnauthenticatedError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { hashPassword, takePasswordTurn } from '#platform/crypto/passwords.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { passwordChangeOf } from '../model/password-change.ts'
import { WrongPasswordError } from '../model/refusals.ts'
import { findPasswordOwner } from '../store/password-store.ts'
import { setPassword } from './set-password.ts'
import { type Attempt, countAttempt, requireCounted, requireOpen, succeed } from './throttle-attempts.ts'

export interface ChangePasswordInput {
  currentPassword: string
  newPassword: string
  client: { ip: string | null }
}

/**
 * Gives the viewer another password and ends all their other sessions. Wrong guesses of the current one count like
 * those of sign-ins.
 */
export async function changePassword(context: UseCaseContext, input: ChangePasswordInput) {
  const { viewer, unitOfWork } = context
  if (viewer.kind !== 'user') throw new UnauthenticatedError()
  const door = systemViewer('sign_in')
  const owner = await unitOfWork.run(door, (transaction) => findPasswordOwner(transaction, viewer.userId))
  const { currentPassword, newPassword } = parseInput(passwordChangeOf(owner.email), {
    currentPassword: input.currentPassword,
    newPassword: input.newPassword,
  })
  const attempt: Attempt = { kind: 'PASSWORD', email: owner.email, ip: input.client.ip }
  await takePasswordTurn(async (verify) => {
    requireOpen(context, attempt)
    const verdict = await unitOfWork.run(door, (transaction) => countAttempt(context, transaction, attempt))
    const attemptId = requireCounted(context, verdict)
    if (!(await verify(currentPassword, owner.passwordHash))) throw new WrongPasswordError()
    await unitOfWork.run(door, (transaction) => succeed(transaction, attemptId))
  })
  const passwordHash = await hashPassword(newPassword)
  return unitOfWork.run(door, async (transaction) => {
    const ended = await setPassword(context, transaction, owner, { passwordHash, keepSessionId: viewer.sessionId })
    if (ended === null) throw new WrongPasswordError()
    return { endedSessions: ended }
  })
}
