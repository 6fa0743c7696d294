import { parseInput } from '#kernel/validation.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { takePasswordTurn } from '#platform/crypto/passwords.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { credentials } from '../model/credentials.ts'
import { InvalidCredentialsError } from '../model/refusals.ts'
import { findAccount } from '../store/session-store.ts'
import type { TokenPair } from './issue-tokens.ts'
import { openSession, type SessionOpening } from './open-session.ts'
import { type Attempt, countAttempt, requireCounted, requireOpen, succeed } from './throttle-attempts.ts'

export interface SignInInput extends Omit<SessionOpening, 'userId' | 'passwordHash'> {
  email: string
  password: string
}

const SIGN_IN = systemViewer('sign_in')

/** Opens a session for an active account. Takes the same time whether or not the account exists. */
export async function signIn(context: UseCaseContext, input: SignInInput): Promise<TokenPair> {
  const { email, password } = parseInput(credentials, { email: input.email, password: input.password })
  const attempt: Attempt = { kind: 'PASSWORD', email, ip: input.client.ip }
  requireOpen(context, attempt)
  return takePasswordTurn(async (verify) => {
    requireOpen(context, attempt)
    const { account, verdict } = await context.unitOfWork.run(SIGN_IN, async (transaction) => {
      const found = await findAccount(transaction, email)
      const counted = { ...attempt, email: found?.email ?? email }
      return { account: found, verdict: await countAttempt(context, transaction, counted) }
    })
    const attemptId = requireCounted(context, verdict)
    // Outside of any transaction: hashing takes long on purpose.
    const passwordHash = account?.passwordHash ?? null
    const matches = await verify(password, passwordHash)
    if (!account || passwordHash === null || !matches || account.status !== 'ACTIVE')
      throw new InvalidCredentialsError()
    return context.unitOfWork.run(SIGN_IN, async (transaction) => {
      await succeed(transaction, attemptId)
      return openSession(context, transaction, { ...input, userId: account.id, passwordHash })
    })
  })
}
