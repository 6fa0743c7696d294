import type { Audience } from '#kernel/audience.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import { InvalidCredentialsError } from '../model/refusals.ts'
import { sessionAudience, sessionEnd } from '../model/session-policy.ts'
import { insertSession } from '../store/session-store.ts'
import { issueTokens, type TokenPair } from './issue-tokens.ts'

/** Where a session begins: on which device, in which app. */
export interface SessionStart {
  client: { ip: string | null; userAgent: string | null }
  audience: Audience
  accessTokens: AccessTokens
}

/** A session of an active user with its first tokens, behind the sign-in door. */
export async function openSession(
  transaction: Transaction,
  userId: string,
  { client, audience, accessTokens }: SessionStart,
  now: Date,
): Promise<TokenPair> {
  const session = { id: newId(), expiresAt: sessionEnd(now) }
  const isOpen = await insertSession(transaction, {
    ...session,
    userId,
    audience: sessionAudience(audience),
    ip: client.ip,
    userAgent: client.userAgent?.slice(0, 500) ?? null,
    startedAt: now,
  })
  if (!isOpen) throw new InvalidCredentialsError()
  return issueTokens(transaction, accessTokens, { userId, session, audience, rotatedFromId: null, now })
}
