import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'

/** How one station would have stored an e-mail address and a phone number; null for what is not given. */
export interface BlindContact {
  emailIdx: Buffer | null
  phoneIdx: Buffer | null
}

/** So many with the same address, or the same number, are looked at: the oldest. */
const MOST = 1_000

const stationId = parameter<string>(1, 'uuid')
const oldestFirst = db
  .selectFrom('customers.customers')
  .select('id')
  .where('station_id', '=', stationId)
  .orderBy('created_at')
  .orderBy('id')
  .limit(sql.lit(MOST))
const idsByEmail = prepare(oldestFirst.where('email_idx', '=', parameter<Buffer>(2, 'bytea')))
const idsByPhone = prepare(oldestFirst.where('phone_idx', '=', parameter<Buffer>(2, 'bytea')))

/** Those with the address, the oldest first, then those with the number alone. */
export async function findByBlindContact(
  session: Session,
  station: string,
  { emailIdx, phoneIdx }: BlindContact,
): Promise<string[]> {
  const rows = [
    ...(emailIdx ? await session.run(idsByEmail, [station, emailIdx]) : []),
    ...(phoneIdx ? await session.run(idsByPhone, [station, phoneIdx]) : []),
  ]
  return [...new Set(rows.map(({ id }) => id))]
}

const contactLock = prepare<object>({
  compile: () =>
    sql<object>`select pg_advisory_xact_lock(hashtextextended(concat_ws('|', 'contact of a customer',
      ${stationId}, ${parameter(2, 'text')}), 0))::text`.compile(db),
})

/** Whoever wants one of the two waits until the transaction ends; always in the same order, so nobody waits in a circle. */
export async function lockBlindContact(
  session: Session,
  station: string,
  { emailIdx, phoneIdx }: BlindContact,
): Promise<void> {
  const words = [emailIdx, phoneIdx].flatMap((index) => (index ? [index.toString('hex')] : []))
  for (const word of words.toSorted()) await session.run(contactLock, [station, word])
}
