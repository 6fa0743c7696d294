import { RateLimitedError } from '#kernel/errors.ts'
import { networkOf } from '#kernel/network.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { ATTEMPT_MEMORY_MS, type AttemptKind, type AttemptLimit, closedUntil, limitsOf } from '../model/attempts.ts'
import {
  type AttemptOutcome,
  findFailures,
  insertAttempt,
  lockSubjects,
  pruneAttempts,
  settleAttempt,
} from '../store/attempt-store.ts'

export interface Attempt {
  kind: AttemptKind
  /** Of the account that is tried, whether or not there is one; null when the attempt names none. */
  email: string | null
  ip: string | null
}

export type ThrottleContext = Pick<UseCaseContext, 'clock' | 'personalData' | 'closings'>

/** What has been counted, or until when nothing is: to be told after the transaction, which has to be committed. */
type Verdict = { attemptId: string } | { closedUntil: Date }

/** The audit of attempts goes back so far. */
const KEPT_FOR_MS = 90 * 24 * 60 * 60 * 1000
/** Younger failures may still turn out to be right: they refuse whoever comes now, but not whoever comes later. */
const SETTLED_AFTER_MS = 2_000

/** Refuses, without any work, whoever is known in this process to have to wait. */
export function requireOpen(context: ThrottleContext, attempt: Attempt): void {
  const now = context.clock.now()
  const until = context.closings.until(
    subjectsOf(context, attempt).map(({ name }) => name),
    now,
  )
  if (until) throw waitUntil(until, now)
}

/**
 * Counts the attempt as failed before it is looked at, so that many at once are no more than one after the other.
 * Call `requireCounted` with the verdict after the transaction, and `succeed` once the attempt has turned out right.
 */
export async function countAttempt(
  context: ThrottleContext,
  transaction: Transaction,
  attempt: Attempt,
  outcome: AttemptOutcome = 'FAILED',
): Promise<Verdict> {
  const now = context.clock.now()
  const { kind, ip } = attempt
  const attemptId = newId()
  const row = { id: attemptId, kind, ip, ...columnsOf(context, attempt), createdAt: now }
  const { until, known } = await judge(context, transaction, attempt, now)
  if (!until || outcome === 'REUSED') await insertAttempt(transaction, { ...row, outcome })
  else if (known.length > 0) await insertAttempt(transaction, { ...row, outcome: 'REFUSED' })
  await pruneAttempts(transaction, new Date(now.getTime() - KEPT_FOR_MS))
  transaction.afterCommit(() => {
    for (const closing of known) context.closings.close(closing.name, closing.until)
  })
  return until ? { closedUntil: until } : { attemptId }
}

/** Until when the attempt has to wait, and which of that is so whatever becomes of those under way. */
async function judge(context: ThrottleContext, transaction: Transaction, attempt: Attempt, now: Date) {
  const subjects = subjectsOf(context, attempt)
  await lockSubjects(
    transaction,
    subjects.map(({ name }) => name),
  )
  const since = new Date(now.getTime() - ATTEMPT_MEMORY_MS)
  const failures = await findFailures(transaction.session, {
    kind: attempt.kind,
    ...columnsOf(context, attempt),
    since,
  })
  const closings = (before: Date) =>
    subjects.flatMap(({ name, by, limit }) => {
      const counted = failures[by].filter((at) => at <= before)
      const until = closedUntil(counted, limit, now)
      return until ? [{ name, until }] : []
    })
  const times = closings(now).map(({ until }) => until.getTime())
  return {
    until: times.length > 0 ? new Date(Math.max(...times)) : null,
    known: closings(new Date(now.getTime() - SETTLED_AFTER_MS)),
  }
}

/** The id of the attempt that was counted; refuses when there had been too many before. */
export function requireCounted({ clock }: ThrottleContext, verdict: Verdict): string {
  if ('closedUntil' in verdict) throw waitUntil(verdict.closedUntil, clock.now())
  return verdict.attemptId
}

export function succeed(transaction: Transaction, attemptId: string): Promise<void> {
  return settleAttempt(transaction, attemptId, 'SUCCEEDED')
}

interface Subject {
  /** Of whoever has to wait; tells neither the e-mail address nor whether there is such an account. */
  name: string
  by: 'onAccount' | 'fromNetwork'
  limit: AttemptLimit
}

function subjectsOf(context: ThrottleContext, attempt: Attempt): Subject[] {
  const { kind } = attempt
  const { account, address } = limitsOf(kind)
  const { emailIdx, network } = columnsOf(context, attempt)
  return [
    ...(emailIdx ? [{ name: `${kind} ${emailIdx.toString('hex')}`, by: 'onAccount' as const, limit: account }] : []),
    ...(network ? [{ name: `${kind} ${network}`, by: 'fromNetwork' as const, limit: address }] : []),
  ]
}

function columnsOf({ personalData }: ThrottleContext, { email, ip }: Attempt) {
  // Accounts belong to no station.
  const place = { table: 'identity.sign_in_attempts', column: 'email_idx', stationId: '' }
  const normalized = email?.normalize('NFKC').trim().toLowerCase()
  return {
    emailIdx: normalized === undefined ? null : personalData.blindIndex(normalized, place),
    network: ip === null ? null : networkOf(ip),
  }
}

function waitUntil(until: Date, now: Date): RateLimitedError {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000))
  return new RateLimitedError(`Too many attempts have failed: try again in ${seconds} seconds.`, seconds)
}
