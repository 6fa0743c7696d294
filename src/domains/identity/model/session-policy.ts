import type { Audience } from '#kernel/audience.ts'

/** The apps in which people sign in, as sessions name them; partners use keys. */
const sessionAudiences = { admin: 'ADMIN', chef: 'CHEF' } as const

export type SessionAudience = (typeof sessionAudiences)[keyof typeof sessionAudiences]

export function sessionAudience(audience: Audience): SessionAudience {
  if (audience === 'public') throw new TypeError('nobody signs in to the public API')
  return sessionAudiences[audience]
}

/** How long sign-ins last. */
const SESSION_DAYS = 30
/** A session that is not refreshed for this long ends. */
const IDLE_DAYS = 7
/** Within this time after its use a refresh token may be used once more: the first answer may have been lost. */
const REUSE_GRACE_SECONDS = 10

const DAY_MS = 24 * 60 * 60 * 1000

export function sessionEnd(startedAt: Date): Date {
  return new Date(startedAt.getTime() + SESSION_DAYS * DAY_MS)
}

/** When a token issued now ends, never after its session. */
export function idleEnd(issuedAt: Date, sessionEndsAt: Date): Date {
  return new Date(Math.min(issuedAt.getTime() + IDLE_DAYS * DAY_MS, sessionEndsAt.getTime()))
}

/** Sessions that were last used before this time have ended. */
export function idleSince(now: Date): Date {
  return new Date(now.getTime() - IDLE_DAYS * DAY_MS)
}

export interface PresentedToken {
  usedAt: Date | null
  expiresAt: Date
  session: { expiresAt: Date; revokedAt: Date | null }
}

/** What becomes of a refresh token that somebody presents. */
export function judgeRefresh(token: PresentedToken, now: Date): 'ROTATE' | 'ENDED' | 'REUSED' {
  const { session } = token
  if (session.revokedAt !== null || session.expiresAt <= now || token.expiresAt <= now) return 'ENDED'
  if (token.usedAt === null) return 'ROTATE'
  return now.getTime() - token.usedAt.getTime() <= REUSE_GRACE_SECONDS * 1000 ? 'ROTATE' : 'REUSED'
}
