const LIFE_MS = 30 * 60 * 1000

export function resetEnd(askedAt: Date): Date {
  return new Date(askedAt.getTime() + LIFE_MS)
}

/** Whether the link in the mail still opens the way to a new password. */
export function isResetOpen(reset: { usedAt: Date | null; expiresAt: Date }, now: Date): boolean {
  return reset.usedAt === null && reset.expiresAt > now
}
