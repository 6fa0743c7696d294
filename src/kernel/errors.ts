/**
 * Refusals: what the business answers instead of doing it. Each is a member of the result unions that list it; the
 * text is for people, `code` for programs.
 */
export abstract class Refusal extends Error {
  abstract readonly code: string
  /** The input field that the refusal is about, from the root of `input`; null when it is about the whole. */
  readonly path: readonly string[] | null

  constructor(message: string, path: readonly string[] | null = null) {
    super(message)
    this.name = new.target.name
    this.path = path
  }
}

/** There is no such thing, or not for this viewer: the two are never told apart. */
export class NotFoundError extends Refusal {
  readonly code = 'NOT_FOUND'

  constructor(subject: string, path: readonly string[] | null = null) {
    super(`There is no such ${subject}.`, path)
  }
}

export interface InputIssue {
  path: readonly string[]
  message: string
}

/** The input breaks a rule; all broken rules are listed. */
export class ValidationError extends Refusal {
  readonly code = 'VALIDATION_FAILED'
  readonly issues: readonly InputIssue[]

  constructor(issues: readonly [InputIssue, ...InputIssue[]]) {
    super(issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join(' '), issues[0].path)
    this.issues = issues
  }
}

/** Somebody else changed it since it was read. */
export class VersionConflictError extends Refusal {
  readonly code = 'VERSION_CONFLICT'
  readonly currentVersion: number

  constructor(subject: string, expectedVersion: number, currentVersion: number) {
    super(`The ${subject} is at version ${currentVersion}, not ${expectedVersion}: read it again.`, ['expectedVersion'])
    this.currentVersion = currentVersion
  }
}

/** The state it is in does not allow this step. */
export class InvalidTransitionError extends Refusal {
  readonly code = 'INVALID_TRANSITION'
  readonly from: string
  readonly to: string

  constructor(subject: string, from: string, to: string) {
    super(`${/^[aeiou]/.test(subject) ? 'An' : 'A'} ${subject} that is ${from} cannot become ${to}.`)
    this.from = from
    this.to = to
  }
}

/** Not the domain's business: these end up in the top-level `errors` of an answer, with their code. */
export abstract class RequestError extends Error {
  abstract readonly code: string
  /** HTTP status of an answer that holds nothing but this error. */
  abstract readonly status: number
  /** Seconds after which a retry makes sense. */
  readonly retryAfter: number | null = null

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

export class UnauthenticatedError extends RequestError {
  readonly code = 'UNAUTHENTICATED'
  readonly status = 401

  constructor(
    message = 'Say who you are: send "Authorization: Bearer …" with an access token, or on the public API with an API key.',
  ) {
    super(message)
  }
}

export class ForbiddenError extends RequestError {
  readonly code = 'FORBIDDEN'
  readonly status = 403

  constructor(permission: string) {
    super(`This needs the permission ${permission}.`)
  }
}

export class BadInputError extends RequestError {
  readonly code = 'BAD_USER_INPUT'
  readonly status = 400
}

/** What was asked for holds more than may be answered at once: a shorter range, or less of it, is fine. */
export class RangeTooLargeError extends RequestError {
  readonly code = 'RANGE_TOO_LARGE'
  readonly status = 400
  /** So many entries there may be. */
  readonly limit: number

  constructor(entries: string, limit: number, advice: string) {
    super(`There are more than ${limit} ${entries}: ${advice}`)
    this.limit = limit
  }
}

/** The idempotency key belongs to another request of the same sender. */
export class IdempotencyKeyReusedError extends RequestError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED'
  readonly status = 422

  constructor() {
    super('This idempotency key was sent with another request: take a new one for each request of its own.')
  }
}

/** The same request is at work under the same key, and has not come to an end in time. */
export class IdempotencyInProgressError extends RequestError {
  readonly code = 'IDEMPOTENCY_IN_PROGRESS'
  readonly status = 409
  override readonly retryAfter = 1

  constructor(options?: ErrorOptions) {
    super('The request with this idempotency key is still at work: send the same again later for its answer.', options)
  }
}

/** Too much at a time; less of it, or later, is fine. */
export class RateLimitedError extends RequestError {
  readonly code = 'RATE_LIMITED'
  readonly status = 429
  override readonly retryAfter: number | null

  constructor(message: string, retryAfter: number | null = null) {
    super(message)
    this.retryAfter = retryAfter
  }
}

/** The operation could cost more than any one may. Nothing was executed, and it will not be later. */
export class CostExceededError extends RequestError {
  readonly code = 'COST_EXCEEDED'
  readonly status = 400
  /** Points. */
  readonly requested: number
  /** Points that one operation may cost. */
  readonly limit: number

  constructor(requested: number, limit: number) {
    super(
      `The operation asks for ${requested} points; one may cost ${limit}. Ask for shorter pages, or for less in them.`,
    )
    this.requested = requested
    this.limit = limit
  }
}

/** A resume cursor of a former life of the log, or from before what the log still holds. */
export class CursorExpiredError extends RequestError {
  readonly code = 'CURSOR_EXPIRED'
  readonly status = 410
  /** The oldest cursor from which the log is complete. */
  readonly oldestCursor: string

  constructor(oldestCursor: string) {
    super('The log no longer reaches back to this cursor: read the current state, then resume from oldestCursor.')
    this.oldestCursor = oldestCursor
  }
}

/** A subscriber that reads more slowly than events happen. Nothing is lost: it resumes from `cursor`. */
export class SlowConsumerError extends RequestError {
  readonly code = 'SLOW_CONSUMER'
  readonly status = 429
  readonly cursor: string

  constructor(cursor: string) {
    super('Events were read too slowly: subscribe again with after: cursor.')
    this.cursor = cursor
  }
}

/** The database is away or overloaded; nothing was done. */
export class ServiceUnavailableError extends RequestError {
  readonly code = 'SERVICE_UNAVAILABLE'
  readonly status = 503
  override readonly retryAfter = 1

  constructor(cause: unknown) {
    super('The database cannot be reached right now; nothing was changed. Try again.', { cause })
  }
}

/** Personal data were read, and that could not be written down: so they are not given out. */
export class AccessNotRecordedError extends RequestError {
  readonly code = 'SERVICE_UNAVAILABLE'
  readonly status = 503
  override readonly retryAfter = 1

  /** @param isMutation of which something may have been done by now */
  constructor(cause: unknown, isMutation: boolean) {
    const reason = 'It could not be written down who was given personal data, so the answer is held back.'
    const advice = isMutation
      ? 'What was asked for may have been done: read the current state, or try again with the same idempotency key.'
      : 'Try again.'
    super(`${reason} ${advice}`, { cause })
  }
}

/** The connection broke while the database was committing: it may or may not have happened. */
export class OutcomeUnknownError extends RequestError {
  readonly code = 'OUTCOME_UNKNOWN'
  readonly status = 503
  override readonly retryAfter = 1

  constructor(cause: unknown) {
    super(
      'The connection to the database broke at the commit. A request with an idempotency key can be sent again as it is: it happens once. Without one, read the current state before trying again.',
      { cause },
    )
  }
}

/** The operation as a whole took too long, or nobody waited for it any more: it was ended where it stood. */
export class OverdueError extends RequestError {
  readonly code = 'TIMEOUT'
  readonly status = 504

  constructor(limitMs: number, cause?: unknown) {
    super(`The operation took longer than ${limitMs / 1_000} seconds; what it was doing then was not done.`, { cause })
  }
}

export class TimeoutError extends RequestError {
  readonly code = 'TIMEOUT'
  readonly status = 504

  constructor(cause: unknown) {
    super('The database took too long; nothing was changed.', { cause })
  }
}
