import type { Audience } from '#kernel/audience.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { SessionEndedError } from '../model/refusals.ts'
import { judgeRefresh, sessionAudience } from '../model/session-policy.ts'
import { findRefreshToken, markTokenUsed, revokeSession, touchSession } from '../store/session-store.ts'
import { hashRefreshToken, issueTokens, type TokenPair } from './issue-tokens.ts'

export interface RefreshSessionInput {
  refreshToken: string
  audience: Audience
  accessTokens: AccessTokens
}

/**
 * Trades a refresh token for a new pair. A token that comes back after its use has been stolen from somebody: the
 * whole session ends.
 */
export async function refreshSession(
  { unitOfWork, clock }: UseCaseContext,
  { refreshToken, audience, accessTokens }: RefreshSessionInput,
): Promise<TokenPair> {
  const pair = await unitOfWork.run(systemViewer('sign_in'), async (transaction) => {
    const now = clock.now()
    const token = await findRefreshToken(transaction, hashRefreshToken(refreshToken))
    if (token?.session.user.status !== 'ACTIVE') return null
    if (token.session.audience !== sessionAudience(audience)) return null
    const verdict = judgeRefresh(token, now)
    // The revocation has to be committed, so the refusal is thrown after the transaction.
    if (verdict === 'REUSED') await revokeSession(transaction, token.sessionId, { at: now, reused: true })
    if (verdict !== 'ROTATE') return null
    await markTokenUsed(transaction, token.id, token.usedAt ?? now)
    await touchSession(transaction, token.sessionId, now)
    const { session } = token
    const issue = { userId: session.userId, session, audience, rotatedFromId: token.id, now }
    return issueTokens(transaction, accessTokens, issue)
  })
  if (!pair) throw new SessionEndedError()
  return pair
}
