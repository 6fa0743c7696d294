import type { Audience } from '#kernel/audience.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import { hashSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { SessionEndedError } from '../model/refusals.ts'
import { judgeRefresh, sessionAudience } from '../model/session-policy.ts'
import {
  type FoundRefreshToken,
  findRefreshToken,
  markTokenUsed,
  revokeSession,
  touchSession,
} from '../store/session-store.ts'
import { issueTokens, type TokenPair } from './issue-tokens.ts'
import { type Attempt, countAttempt, requireCounted } from './throttle-attempts.ts'

export interface RefreshSessionInput {
  refreshToken: string
  client: { ip: string | null }
  audience: Audience
  accessTokens: AccessTokens
}

/**
 * Trades a refresh token for a new pair. A token that comes back after its use has been stolen from somebody: the
 * whole session ends. Failures are counted by address; a token that is good is taken also while the address has to wait.
 */
export async function refreshSession(context: UseCaseContext, input: RefreshSessionInput): Promise<TokenPair> {
  const outcome = await context.unitOfWork.run(systemViewer('sign_in'), async (transaction) => {
    const now = context.clock.now()
    const token = await findRefreshToken(transaction, hashSecretToken(input.refreshToken))
    const attempt: Attempt = { kind: 'REFRESH_TOKEN', email: null, ip: input.client.ip }
    const isOfHere = token?.session.audience === sessionAudience(input.audience)
    if (!token || !isOfHere || token.session.user.status !== 'ACTIVE') {
      return countAttempt(context, transaction, attempt)
    }
    const verdict = judgeRefresh(token, now)
    if (verdict === 'ROTATE') return rotate(transaction, token, input, now)
    // The revocation and the count have to be committed, so the refusal is thrown after the transaction.
    if (verdict === 'ENDED') return countAttempt(context, transaction, attempt)
    await revokeSession(transaction, token.sessionId, { at: now, reused: true })
    return countAttempt(context, transaction, { ...attempt, email: token.session.user.email }, 'REUSED')
  })
  if ('accessToken' in outcome) return outcome
  requireCounted(context, outcome)
  throw new SessionEndedError()
}

async function rotate(
  transaction: Transaction,
  token: FoundRefreshToken,
  { audience, accessTokens }: RefreshSessionInput,
  now: Date,
): Promise<TokenPair> {
  const { session } = token
  await markTokenUsed(transaction, token.id, token.usedAt ?? now)
  await touchSession(transaction, session.id, now)
  return issueTokens(transaction, accessTokens, {
    userId: session.userId,
    session,
    audience,
    rotatedFromId: token.id,
    now,
  })
}
