import type { BudgetReport, Spent } from './budget.ts'
import { type AnswerError, GatewayError } from './errors.ts'
import type { Deadline } from './waiting.ts'

export interface Request {
  url: string
  headers: Readonly<Record<string, string>>
  body: object
}

/** An answer without errors, and what it tells besides. */
export interface Answer extends Told {
  data: unknown
}

/** What any answer may tell about the budget and the API. */
export interface Told extends Spent {
  deprecations: readonly Deprecation[]
}

/** Something that the operation uses although it is going away. */
export interface Deprecation {
  coordinate: string
  reason: string
  /** The day from which it may be gone (YYYY-MM-DD). */
  sunset: string | null
}

/** A failed attempt, with what its answer tells all the same. */
export interface Failure extends Told {
  error: GatewayError
}

const NOTHING_TOLD: Told = { budget: null, requested: null, deprecations: [] }

/** Sends a request once. Whatever becomes of it is returned; only the caller's own abort is thrown. */
export async function sendOnce(send: typeof fetch, request: Request, deadline: Deadline): Promise<Answer | Failure> {
  const { url, headers, body } = request
  const { signal } = deadline
  try {
    const response = await send(url, { method: 'POST', headers, body: JSON.stringify(body), signal })
    return read(response, await response.text())
  } catch (cause) {
    if (signal.aborted && !deadline.isOver) throw signal.reason
    const error = deadline.isOver
      ? new GatewayError('CLIENT_TIMEOUT', 'There was no answer in time.', { cause })
      : new GatewayError('NETWORK_ERROR', 'There was no answer.', { cause })
    return { error, ...NOTHING_TOLD }
  }
}

interface Body {
  data?: unknown
  errors?: readonly AnswerError[]
  extensions?: Readonly<Record<string, unknown>>
}

function read({ status, headers }: Response, text: string): Answer | Failure {
  const body = parse(text)
  const retryAfterMs = retryAfterOf(headers.get('retry-after'))
  if (!body) {
    const message = `The answer (${status}) is not GraphQL.`
    return { error: new GatewayError('BAD_ANSWER', message, { status, retryAfterMs }), ...NOTHING_TOLD }
  }
  const { data, errors, extensions = {} } = body
  const cost = isRecord(extensions.cost) ? extensions.cost : {}
  const told = {
    budget: budgetOf(cost) ?? budgetOfHeaders(headers),
    requested: typeof cost.requested === 'number' ? cost.requested : null,
    deprecations: Array.isArray(extensions.deprecations) ? extensions.deprecations : [],
  }
  if (!errors || errors.length === 0) return { data, ...told }
  return { error: GatewayError.of(errors, { status, data, retryAfterMs }), ...told }
}

/** Null for what is no answer to an operation. */
function parse(text: string): Body | null {
  try {
    const body: unknown = JSON.parse(text)
    return isRecord(body) && (isRecord(body.data) || Array.isArray(body.errors)) ? body : null
  } catch {
    return null
  }
}

function budgetOf({ limit, remaining, restorePerSecond }: Readonly<Record<string, unknown>>): BudgetReport | null {
  const isWhole = [limit, remaining, restorePerSecond].every((value) => typeof value === 'number')
  return isWhole ? ({ limit, remaining, restorePerSecond } as BudgetReport) : null
}

/** `RateLimit-Policy: "x";q=1000;w=20` and `RateLimit: "x";r=990;t=1`: how much in how many seconds, how much is left. */
function budgetOfHeaders(headers: Headers): BudgetReport | null {
  const limit = parameterOf(headers.get('ratelimit-policy'), 'q')
  const windowSeconds = parameterOf(headers.get('ratelimit-policy'), 'w')
  const remaining = parameterOf(headers.get('ratelimit'), 'r')
  if (limit === null || remaining === null || !windowSeconds) return null
  return { limit, remaining, restorePerSecond: limit / windowSeconds }
}

function parameterOf(header: string | null, name: string): number | null {
  const value = new RegExp(`;\\s*${name}=(\\d+)`).exec(header ?? '')?.[1]
  return value === undefined ? null : Number(value)
}

/** Seconds, or a date. */
function retryAfterOf(header: string | null): number | null {
  if (header === null) return null
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
