import { BadInputError, IdempotencyInProgressError, IdempotencyKeyReusedError } from '#kernel/errors.ts'
import type { PersonalData } from '#platform/crypto/personal-data.ts'
import { sqlState } from '#platform/database/failures.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { KeyedRequest } from './keyed-request.ts'

/** What was answered, to be given again. */
export interface KeptAnswer {
  /** HTTP status. */
  status: number
  /** JSON. */
  body: string
}

const KEPT_FOR_HOURS = 24
const MAX_BYTES = 1_000_000
const TABLE = 'events.idempotency_keys'
const LOCK_TIMEOUT = '55P03'

/**
 * Takes the key for this request, before anything else is done in the transaction: null, and whatever the transaction
 * does is the request's one effect. Or else the answer that was given. A twin that is at work elsewhere is waited for
 * as long as for any lock (2 s).
 */
export async function claimKey(
  transaction: Transaction,
  personalData: PersonalData,
  request: KeyedRequest,
  now: Date,
): Promise<KeptAnswer | null> {
  const isClaimed = await insertKey(transaction, request, now).catch((error: unknown) => {
    throw sqlState(error) === LOCK_TIMEOUT ? new IdempotencyInProgressError({ cause: error }) : error
  })
  if (isClaimed) return null
  const [row] = await transaction.session.run(answerUnderKey, [request.principal, request.keyHash])
  // It expired and was removed in between.
  if (!row) throw new IdempotencyInProgressError()
  if (!request.fingerprint.equals(row.fingerprint)) throw new IdempotencyKeyReusedError()
  const { status, dataKeyWrapped, answerEnc } = row
  if (status === null || dataKeyWrapped === null || answerEnc === null) {
    throw new Error('a key was committed without its answer')
  }
  const place = placeOf(request)
  return {
    status,
    body: personalData.openKey(dataKeyWrapped, place).open(answerEnc, { ...place, column: 'answer_enc' }),
  }
}

/** Whether the key was free, or what stood there had expired. */
async function insertKey({ prisma }: Transaction, request: KeyedRequest, now: Date): Promise<boolean> {
  const { principal, keyHash, fingerprint } = request
  const expiresAt = new Date(now.getTime() + KEPT_FOR_HOURS * 3_600_000)
  const claimed = await prisma.$queryRaw<object[]>`
    INSERT INTO events.idempotency_keys AS key (principal, key_hash, fingerprint, created_at, expires_at)
    VALUES (${principal}, ${keyHash}, ${fingerprint}, ${now}::timestamptz, ${expiresAt}::timestamptz)
    ON CONFLICT (principal, key_hash) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = NULL, data_key_wrapped = NULL, answer_enc = NULL,
      created_at = excluded.created_at, expires_at = excluded.expires_at
    WHERE key.expires_at <= excluded.created_at
    RETURNING 1 AS claimed`
  return claimed.length > 0
}

const answerUnderKey = prepare<{
  fingerprint: Buffer
  status: number | null
  dataKeyWrapped: Buffer | null
  answerEnc: Buffer | null
}>(
  db
    .selectFrom('events.idempotency_keys')
    .select(['fingerprint', 'status', 'data_key_wrapped as dataKeyWrapped', 'answer_enc as answerEnc'])
    .where('principal', '=', parameter<string>(1, 'text'))
    .where('key_hash', '=', parameter<Buffer>(2, 'bytea')),
)

/** Keeps the answer under the key that the transaction has claimed. Sealed: it may hold personal data. */
export async function keepAnswer(
  { prisma }: Transaction,
  personalData: PersonalData,
  request: KeyedRequest,
  { status, body }: KeptAnswer,
): Promise<void> {
  if (Buffer.byteLength(body) > MAX_BYTES) {
    throw new BadInputError('With an idempotency key an answer has at most 1 MB: select less. Nothing was changed.')
  }
  const { principal, keyHash } = request
  const place = placeOf(request)
  const { wrapped, dataKey } = personalData.createKey(place)
  const sealed = dataKey.seal(body, { ...place, column: 'answer_enc' })
  await prisma.idempotencyKey.update({
    where: { principal_keyHash: { principal, keyHash: new Uint8Array(keyHash) } },
    data: { status, dataKeyWrapped: new Uint8Array(wrapped), answerEnc: new Uint8Array(sealed) },
    select: { status: true },
  })
}

/** An answer opens under its own key alone; it is of no station. */
function placeOf({ principal, keyHash }: KeyedRequest) {
  return { table: TABLE, rowId: `${principal} ${keyHash.toString('base64url')}`, stationId: '' }
}

/** Removes keys that have expired, of whomever: at most so many. The viewer must be the upkeep. */
export async function removeExpiredKeys({ prisma }: Transaction, now: Date, atMost: number): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM events.idempotency_keys
    WHERE (principal, key_hash) IN (
      SELECT principal, key_hash FROM events.idempotency_keys WHERE expires_at <= ${now}::timestamptz
      ORDER BY expires_at LIMIT ${atMost} FOR UPDATE SKIP LOCKED)`
}
