import type { GatewayError } from './errors.ts'

/** Refusals before anything was done, which pass by themselves. */
const PASSING = new Set(['RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'TIMEOUT', 'IDEMPOTENCY_IN_PROGRESS'])
/** After these nobody knows whether it was done. */
const UNKNOWN = new Set(['OUTCOME_UNKNOWN', 'NETWORK_ERROR', 'CLIENT_TIMEOUT'])
/** A balancer's or proxy's own answers. */
const PROXY_STATUSES = new Set([429, 502, 503, 504])

/**
 * Whether sending the same request again makes sense and does no harm. `isRepeatable` says that carrying it out twice
 * is the same as once: it reads, or it carries an idempotency key.
 */
export function isWorthRepeating(error: GatewayError, isRepeatable: boolean): boolean {
  if (error.hasData && !isRepeatable) return false
  if (PASSING.has(error.code)) return true
  const isOpen = UNKNOWN.has(error.code) || (error.code === 'BAD_ANSWER' && PROXY_STATUSES.has(error.status ?? 0))
  return isOpen && isRepeatable
}

export interface Backoff {
  /** Of the first wait at most; doubles with each further one. */
  baseMs: number
  capMs: number
}

/** How long to wait before repeating: at least what the gateway asked for, and then at random ("full jitter"). */
export function waitBeforeRepeating(attempt: number, { baseMs, capMs }: Backoff, retryAfterMs: number | null): number {
  return (retryAfterMs ?? 0) + Math.random() * Math.min(capMs, baseMs * 2 ** attempt)
}
