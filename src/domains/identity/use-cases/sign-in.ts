import type { Audience } from '#kernel/audience.ts'
import { parseInput } from '#kernel/validation.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import { verifyPassword } from '#platform/crypto/passwords.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { credentials } from '../model/credentials.ts'
import { InvalidCredentialsError } from '../model/refusals.ts'
import { sessionAudience, sessionEnd } from '../model/session-policy.ts'
import { findAccount, insertSession } from '../store/session-store.ts'
import { issueTokens, type TokenPair } from './issue-tokens.ts'

export interface SignInInput {
  email: string
  password: string
  client: { ip: string | null; userAgent: string | null }
  audience: Audience
  accessTokens: AccessTokens
}

/** Opens a session for an active account. Takes the same time whether or not the account exists. */
export async function signIn({ unitOfWork, clock }: UseCaseContext, input: SignInInput): Promise<TokenPair> {
  const { email, password } = parseInput(credentials, { email: input.email, password: input.password })
  const viewer = systemViewer('sign_in')
  const account = await unitOfWork.run(viewer, (transaction) => findAccount(transaction, email))
  // Outside of any transaction: hashing takes long on purpose.
  const matches = await verifyPassword(password, account?.passwordHash ?? null)
  if (!account || !matches || account.status !== 'ACTIVE') throw new InvalidCredentialsError()

  return unitOfWork.run(viewer, async (transaction) => {
    const now = clock.now()
    const session = { id: newId(), expiresAt: sessionEnd(now) }
    await insertSession(transaction, {
      ...session,
      userId: account.id,
      audience: sessionAudience(input.audience),
      ip: input.client.ip,
      userAgent: input.client.userAgent?.slice(0, 500) ?? null,
      startedAt: now,
    })
    const { accessTokens, audience } = input
    return issueTokens(transaction, accessTokens, { userId: account.id, session, audience, rotatedFromId: null, now })
  })
}
