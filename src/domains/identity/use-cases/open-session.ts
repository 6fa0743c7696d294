import type { Audience } from '#kernel/audience.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { InvalidCredentialsError } from '../model/refusals.ts'
import { sessionAudience, sessionEnd } from '../model/session-policy.ts'
import { insertSession } from '../store/session-store.ts'
import { issueTokens, type TokenPair } from './issue-tokens.ts'

export interface SessionOpening {
  userId: string
  /** Of the password with which the user has just shown who it is; left out when it was shown otherwise. */
  passwordHash?: string
  client: { ip: string | null; userAgent: string | null }
  audience: Audience
  accessTokens: AccessTokens
}

const LONGEST_USER_AGENT = 500

/** A new session of somebody active who has shown who it is, with its first tokens. */
export async function openSession(
  { clock }: Pick<UseCaseContext, 'clock'>,
  transaction: Transaction,
  { userId, passwordHash, client, audience, accessTokens }: SessionOpening,
): Promise<TokenPair> {
  const now = clock.now()
  const session = { id: newId(), expiresAt: sessionEnd(now) }
  const opened = {
    ...session,
    userId,
    audience: sessionAudience(audience),
    ip: client.ip,
    userAgent: client.userAgent?.slice(0, LONGEST_USER_AGENT) ?? null,
    startedAt: now,
  }
  if (!(await insertSession(transaction, opened, passwordHash))) throw new InvalidCredentialsError()
  return issueTokens(transaction, accessTokens, { userId, session, audience, rotatedFromId: null, now })
}
