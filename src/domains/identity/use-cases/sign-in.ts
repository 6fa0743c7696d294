import { parseInput } from '#kernel/validation.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { verifyPassword } from '#platform/crypto/passwords.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { credentials } from '../model/credentials.ts'
import { InvalidCredentialsError } from '../model/refusals.ts'
import { findAccount } from '../store/session-store.ts'
import type { TokenPair } from './issue-tokens.ts'
import { openSession, type SessionStart } from './open-session.ts'

export interface SignInInput extends SessionStart {
  email: string
  password: string
}

/** Opens a session for an active account. Takes the same time whether or not the account exists. */
export async function signIn({ unitOfWork, clock }: UseCaseContext, input: SignInInput): Promise<TokenPair> {
  const { email, password } = parseInput(credentials, { email: input.email, password: input.password })
  const viewer = systemViewer('sign_in')
  const account = await unitOfWork.run(viewer, (transaction) => findAccount(transaction, email))
  // Outside of any transaction: hashing takes long on purpose.
  const matches = await verifyPassword(password, account?.passwordHash ?? null)
  if (!account || !matches || account.status !== 'ACTIVE') throw new InvalidCredentialsError()
  return unitOfWork.run(viewer, (transaction) => openSession(transaction, account.id, input, clock.now()))
}
