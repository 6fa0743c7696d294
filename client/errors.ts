/** One of the errors of an answer. */
export interface AnswerError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** What the client itself finds wrong, when there is no answer that could say it. */
export type ClientCode =
  /** Nothing came back: the request may or may not have been carried out. */
  | 'NETWORK_ERROR'
  /** It took longer than allowed: the request may or may not have been carried out. */
  | 'CLIENT_TIMEOUT'
  /** What came back is not GraphQL: something between here and the gateway has answered. */
  | 'BAD_ANSWER'

interface Details {
  status?: number | null
  errors?: readonly AnswerError[]
  data?: unknown
  retryAfterMs?: number | null
  cause?: unknown
}

/** Why there is no (complete) answer: everything that the gateway said about it, or that there was nothing. */
export class GatewayError extends Error {
  /** Of the first error: `FORBIDDEN`, `RATE_LIMITED`, … or one of the client's own. */
  readonly code: ClientCode | (string & {})
  /** Of the first error. */
  readonly extensions: Readonly<Record<string, unknown>>
  /** Under which the gateway's log has the request. */
  readonly requestId: string | null
  /** Of HTTP; null without an answer, and over WebSocket. */
  readonly status: number | null
  /** All that the answer holds. */
  readonly errors: readonly AnswerError[]
  /** What there is besides the errors; null or undefined when there is nothing. */
  readonly data: unknown
  /** How long the gateway wants to be left alone, in milliseconds; null when it does not say. */
  readonly retryAfterMs: number | null

  constructor(code: string, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'GatewayError'
    this.code = code
    this.errors = details.errors ?? []
    this.extensions = this.errors[0]?.extensions ?? {}
    const { requestId } = this.extensions
    this.requestId = typeof requestId === 'string' ? requestId : null
    this.status = details.status ?? null
    this.data = details.data
    this.retryAfterMs = details.retryAfterMs ?? null
  }

  /** The error of an answer with errors. */
  static of(errors: readonly AnswerError[], details: Details = {}): GatewayError {
    const [first] = errors
    const { code, retryAfter } = first?.extensions ?? {}
    const retryAfterMs = details.retryAfterMs ?? (typeof retryAfter === 'number' ? retryAfter * 1_000 : null)
    const name = typeof code === 'string' ? code : 'UNKNOWN'
    return new GatewayError(name, first?.message ?? name, { ...details, errors, retryAfterMs })
  }

  /** Whether something of the operation has an answer all the same. */
  get hasData(): boolean {
    const { data } = this
    return typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null)
  }
}
