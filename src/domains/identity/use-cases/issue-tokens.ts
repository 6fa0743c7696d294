import type { Audience } from '#kernel/audience.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import { createSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { idleEnd } from '../model/session-policy.ts'
import { insertRefreshToken } from '../store/session-store.ts'
import type { SessionOwner } from './find-viewer.ts'

/** What a client gets to act in a session: a short-lived access token, and one to come back with. */
export interface TokenPair extends SessionOwner {
  accessToken: string
  accessTokenExpiresAt: Date
  refreshToken: string
  refreshTokenExpiresAt: Date
}

interface Issue {
  userId: string
  session: { id: string; expiresAt: Date }
  audience: Audience
  rotatedFromId: string | null
  now: Date
}

/** A fresh pair for a session; the refresh token is 256 random bits, stored only as their SHA-256. */
export async function issueTokens(
  transaction: Transaction,
  accessTokens: AccessTokens,
  { userId, session, audience, rotatedFromId, now }: Issue,
): Promise<TokenPair> {
  const { token: refreshToken, tokenHash } = createSecretToken()
  const refreshTokenExpiresAt = idleEnd(now, session.expiresAt)
  await insertRefreshToken(transaction, {
    sessionId: session.id,
    tokenHash,
    rotatedFromId,
    createdAt: now,
    expiresAt: refreshTokenExpiresAt,
  })
  const access = await accessTokens.sign({ userId, sessionId: session.id, audience })
  return {
    userId,
    sessionId: session.id,
    accessToken: access.token,
    accessTokenExpiresAt: access.expiresAt,
    refreshToken,
    refreshTokenExpiresAt,
  }
}
