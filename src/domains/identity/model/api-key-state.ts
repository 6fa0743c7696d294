export const apiKeyStates = ['ACTIVE', 'REPLACED', 'EXPIRED', 'REVOKED'] as const

/** Keys that are `ACTIVE` or `REPLACED` are good; of the others nothing is ever good again. */
export type ApiKeyState = (typeof apiKeyStates)[number]

/** How long the key that is replaced goes on, at most. */
export const MAX_OVERLAP_HOURS = 7 * 24

const HOUR_MS = 60 * 60 * 1000

export interface ApiKeyLife {
  /** Null for a key that is good until it is revoked. */
  expiresAt: Date | null
  revokedAt: Date | null
  /** Whether rotation has put another in its place. */
  isReplaced: boolean
}

export function stateOf({ expiresAt, revokedAt, isReplaced }: ApiKeyLife, now: Date): ApiKeyState {
  if (revokedAt !== null) return 'REVOKED'
  if (expiresAt !== null && expiresAt <= now) return 'EXPIRED'
  return isReplaced ? 'REPLACED' : 'ACTIVE'
}

/** When a key ends that is replaced now: after the overlap, but not later than it would have anyway. */
export function overlapEnd(expiresAt: Date | null, overlapHours: number, now: Date): Date {
  const end = new Date(now.getTime() + overlapHours * HOUR_MS)
  return expiresAt !== null && expiresAt < end ? expiresAt : end
}
