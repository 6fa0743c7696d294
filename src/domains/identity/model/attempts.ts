/** What somebody shows to get in; each kind is counted by itself. */
export type AttemptKind = 'PASSWORD' | 'REFRESH_TOKEN' | 'API_KEY' | 'RESET_REQUEST' | 'RESET_TOKEN' | 'IDENTITY_TOKEN'

/** So many failures within this time, and one has to wait: that time at first, then twice as long each time. */
export interface AttemptLimit {
  failures: number
  withinMs: number
  longestWaitMs: number
}

const MINUTE_MS = 60_000
/** How far back failures count. */
export const ATTEMPT_MEMORY_MS = 60 * MINUTE_MS

const PER_ACCOUNT: AttemptLimit = { failures: 5, withinMs: MINUTE_MS, longestWaitMs: 15 * MINUTE_MS }
const PER_ADDRESS: AttemptLimit = { failures: 20, withinMs: MINUTE_MS, longestWaitMs: 15 * MINUTE_MS }
/** Every request for a mail counts, whoever it is for: a mailbox is not to be filled by strangers. */
const MAILS_PER_ACCOUNT: AttemptLimit = { failures: 3, withinMs: 15 * MINUTE_MS, longestWaitMs: 30 * MINUTE_MS }

export function limitsOf(kind: AttemptKind): { account: AttemptLimit; address: AttemptLimit } {
  return { account: kind === 'RESET_REQUEST' ? MAILS_PER_ACCOUNT : PER_ACCOUNT, address: PER_ADDRESS }
}

/**
 * Until when somebody with these failures of the last hour, the oldest first, has to wait; null when there is no need.
 */
export function closedUntil(failures: readonly Date[], limit: AttemptLimit, now: Date): Date | null {
  let waits = 0
  let openAt = 0
  let recent: number[] = []
  for (const failure of failures) {
    const at = failure.getTime()
    recent = [...recent.filter((time) => time > at - limit.withinMs), at]
    if (recent.length < limit.failures) continue
    openAt = at + Math.min(limit.withinMs * 2 ** waits, limit.longestWaitMs)
    waits += 1
    recent = []
  }
  return openAt > now.getTime() ? new Date(openAt) : null
}
