import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import {
  CostExceededError,
  CursorExpiredError,
  RangeTooLargeError,
  Refusal,
  RequestError,
  SlowConsumerError,
} from '#kernel/errors.ts'
import type { Log } from '#platform/log.ts'
import { withoutSuggestions } from './hidden-schema.ts'

/** Codes with which Apollo and graphql-js refuse a document or its variables: their messages are about the request. */
const ABOUT_THE_REQUEST = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'MAX_RECURSIVE_SELECTIONS_EXCEEDED',
])

/** The error that was thrown, below the layers that GraphQL wraps around it. */
export function thrownError(error: unknown): unknown {
  let current = error
  while (current instanceof Error && 'originalError' in current && current.originalError instanceof Error) {
    current = current.originalError
  }
  return current
}

export interface RequestIdentity {
  requestId: string
  log: Log
  /** Whether messages must not suggest names of the schema. */
  hidesSchema?: boolean
}

/**
 * An error as clients see it: the request's own faults and refusals with their code, everything else masked and logged
 * with the request's id.
 */
export function presentError(
  error: { message: string; locations?: unknown; path?: unknown; extensions?: Record<string, unknown> },
  { requestId, log, hidesSchema }: RequestIdentity,
): GraphQLFormattedError {
  const { locations, path } = error as GraphQLFormattedError
  const place = { ...(locations?.length && { locations }), ...(path?.length && { path }) }
  const thrown = thrownError(error)
  if (thrown instanceof RequestError) {
    return { message: thrown.message, ...place, extensions: { code: thrown.code, ...details(thrown), requestId } }
  }
  if (thrown instanceof Refusal) {
    return { message: thrown.message, ...place, extensions: { code: thrown.code, requestId } }
  }
  const code = error.extensions?.code
  if (typeof code === 'string' && ABOUT_THE_REQUEST.has(code)) {
    const message = hidesSchema ? withoutSuggestions(error.message) : error.message
    return { message, ...place, extensions: { code, requestId } }
  }
  log.error({ requestId, err: thrown, path }, 'a defect in a resolver')
  return { message: 'Internal server error', ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }
}

function details(error: RequestError): Record<string, unknown> {
  return {
    ...(error.retryAfter !== null && { retryAfter: error.retryAfter }),
    ...(error instanceof CostExceededError && { requested: error.requested, limit: error.limit }),
    ...(error instanceof RangeTooLargeError && { limit: error.limit }),
    ...(error instanceof CursorExpiredError && { oldestCursor: error.oldestCursor }),
    ...(error instanceof SlowConsumerError && { cursor: error.cursor }),
  }
}

/** Errors of graphql-js and graphql-jit that come from the variables get the code that Apollo gives them. */
export function markCoercionErrors(errors: readonly GraphQLError[], data: unknown): readonly GraphQLError[] {
  if (data !== undefined) return errors
  return errors.map((error) =>
    // What has a path was thrown by a resolver.
    error.path || thrownError(error) instanceof RequestError || error.extensions?.code
      ? error
      : new GraphQLError(error.message, { extensions: { ...error.extensions, code: 'BAD_USER_INPUT' } }),
  )
}
