import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { AttemptKind } from '../model/attempts.ts'

export type AttemptOutcome = 'FAILED' | 'SUCCEEDED' | 'REFUSED' | 'REUSED'

export interface NewAttempt {
  id: string
  kind: AttemptKind
  outcome: AttemptOutcome
  emailIdx: Buffer | null
  ip: string | null
  network: string | null
  createdAt: Date
}

/** More than anybody can have in the time that counts; a bound for the unforeseen. */
const MOST_FAILURES = 500
/** How many old ones go with each new one: more than come, so that what is kept stays bounded. */
const PRUNED_AT_ONCE = 20

const failuresBy = (column: 'email_idx' | 'network', type: 'bytea' | 'inet') =>
  prepare<{ at: Date }>(
    db
      .selectFrom('identity.sign_in_attempts')
      .select('created_at as at')
      .where(column, '=', parameter<never>(1, type))
      .where('kind', '=', parameter<AttemptKind>(2, 'identity.sign_in_attempt_kind'))
      .where('created_at', '>', parameter<Date>(3, 'timestamptz'))
      .where('outcome', '=', sql.lit('FAILED'))
      .orderBy('created_at', 'desc')
      .limit(sql.lit(MOST_FAILURES)),
  )

const byAccount = failuresBy('email_idx', 'bytea')
const byNetwork = failuresBy('network', 'inet')

/** Attempts on the same account or from the same address are counted one after the other until the transaction ends. */
export async function lockSubjects({ prisma }: Transaction, subjects: readonly string[]): Promise<void> {
  const inOrder = subjects.toSorted()
  await prisma.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(subject, 0)) FROM unnest(${inOrder}::text[]) AS subject`
}

/** When attempts of this kind have failed since that time: on the account, and from the network; the oldest first. */
export async function findFailures(
  session: Session,
  { kind, emailIdx, network, since }: Pick<NewAttempt, 'kind' | 'emailIdx' | 'network'> & { since: Date },
): Promise<{ onAccount: Date[]; fromNetwork: Date[] }> {
  const find = async (statement: typeof byAccount, subject: Buffer | string | null) => {
    if (subject === null) return []
    const rows = await session.run(statement, [subject, kind, since])
    return rows.map(({ at }) => at).reverse()
  }
  const [onAccount, fromNetwork] = await Promise.all([find(byAccount, emailIdx), find(byNetwork, network)])
  return { onAccount, fromNetwork }
}

export async function insertAttempt({ prisma }: Transaction, attempt: NewAttempt): Promise<void> {
  const { emailIdx } = attempt
  await prisma.signInAttempt.create({
    data: { ...attempt, emailIdx: emailIdx && new Uint8Array(emailIdx) },
    select: { id: true },
  })
}

export async function settleAttempt({ prisma }: Transaction, id: string, outcome: AttemptOutcome): Promise<void> {
  await prisma.signInAttempt.update({ where: { id }, data: { outcome }, select: { id: true } })
}

/** Removes a few of those that are older; what somebody else is removing is left to them. */
export async function pruneAttempts({ prisma }: Transaction, before: Date): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM identity.sign_in_attempts WHERE id IN (
      SELECT id FROM identity.sign_in_attempts WHERE created_at < ${before}
      ORDER BY created_at LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED)`
}
