import {
  NotFoundError,
  OutcomeUnknownError,
  Refusal,
  RequestError,
  ServiceUnavailableError,
  TimeoutError,
} from '#kernel/errors.ts'

/** SQLSTATEs after which the whole transaction may be tried again: serialization failure, deadlock. */
const CONFLICTS = new Set(['40001', '40P01'])
/** The server is going, coming or full: admin and crash shutdown, cannot connect now, too many connections. */
const AWAY = new Set(['57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08004', '08006'])
/** Ended for taking too long: statement, lock, idle in transaction, transaction. */
const TOO_LONG = new Set(['57014', '55P03', '25P03', '25P04'])
const INSUFFICIENT_PRIVILEGE = '42501'
const SOCKET_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'ENOTFOUND', 'EACCES'])
const LOST = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed',
  'server closed the connection',
]
/** Prisma: cannot reach, timed out, connection closed, too many connections, transaction closed or not startable. */
const PRISMA_AWAY = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2037'])

interface Described {
  code?: unknown
  message?: unknown
  cause?: unknown
  /** Of node-postgres. */
  constraint?: unknown
  meta?: { driverAdapterError?: { cause?: DriverCause } }
}
interface DriverCause {
  kind?: unknown
  originalCode?: unknown
  originalMessage?: unknown
  constraint?: { index?: string; fields?: string[] }
}

function driverCause(error: unknown): DriverCause | undefined {
  const described = error as Described | null
  return described?.meta?.driverAdapterError?.cause ?? (described?.cause as DriverCause | undefined)
}

/** PostgreSQL's code of the error, wherever Prisma or the driver put it. */
export function sqlState(error: unknown): string | null {
  const original = driverCause(error)?.originalCode
  if (typeof original === 'string') return original
  const code = (error as Described | null)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('P1') && !code.startsWith('P2')
    ? code
    : null
}

/** Names stand in quotation marks, whatever the language of the server's messages. */
const QUOTED_NAME = /["«»„“”]\s?([A-Za-z_]\w*)\s?["«»„“”]/g

/** The constraint that the error says is violated; Prisma keeps it in a field, or in the message alone. */
export function constraintName(error: unknown): string | null {
  if (!sqlState(error)?.startsWith('23')) return null
  const cause = driverCause(error)
  const named = cause?.constraint?.index ?? (error as Described).constraint
  if (typeof named === 'string') return named
  const message = String(cause?.originalMessage ?? (error as Described).message)
  return [...message.matchAll(QUOTED_NAME)].at(-1)?.[1] ?? null
}

/** Whether trying the whole transaction again can help. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(sqlState(error) ?? '') || (error as Described | null)?.code === 'P2034'
}

/** Whether the connection or the server is gone, as opposed to an answer that says no. */
export function isConnectionLoss(error: unknown): boolean {
  if (AWAY.has(sqlState(error) ?? '')) return true
  const { code, message } = (error ?? {}) as Described
  if (typeof code === 'string' && (SOCKET_ERRORS.has(code) || PRISMA_AWAY.has(code))) return true
  const kind = driverCause(error)?.kind
  if (kind === 'DatabaseNotReachable' || kind === 'ConnectionClosed' || kind === 'SocketTimeout') return true
  const texts = [message, driverCause(error)?.originalMessage].filter((text) => typeof text === 'string')
  return texts.some((text) => LOST.some((sign) => text.includes(sign)))
}

/** Whether the transaction had failed before: the reason is the failure that came first. */
export function isAftermath(error: unknown): boolean {
  return sqlState(error) === '25P02'
}

function isRefusedRow(error: unknown): boolean {
  const message = driverCause(error)?.originalMessage ?? (error as Described | null)?.message
  return sqlState(error) === INSUFFICIENT_PRIVILEGE && String(message).includes('row-level security')
}

/** What the client is told of a database error: something it can act on, or the unchanged error when it is a defect. */
export function toRequestError(error: unknown): unknown {
  if (error instanceof Refusal || error instanceof RequestError) return error
  // Row-level security has the last word: a row in another tenant's place is answered like a place that does not exist.
  if (isRefusedRow(error)) return new NotFoundError('station')
  if (isConnectionLoss(error) || isConflict(error)) return new ServiceUnavailableError(error)
  if (TOO_LONG.has(sqlState(error) ?? '') || (error as Described | null)?.code === 'P2028')
    return new TimeoutError(error)
  return error
}

/** The same for an error that came while committing. */
export function toCommitError(error: unknown): unknown {
  return isConnectionLoss(error) ? new OutcomeUnknownError(error) : toRequestError(error)
}
