import type { ExecutionResult, FormattedExecutionResult } from 'graphql'
import { RequestError } from '#kernel/errors.ts'
import type { Deprecation } from './deprecations.ts'
import { presentError, type RequestIdentity, thrownError } from './present-errors.ts'

/** What a client is answered. */
export interface Executed {
  result: FormattedExecutionResult
  /** HTTP status, when the result has no data to show for. */
  status: number
  retryAfter: number | null
  /** What the operation has used that is going away. */
  deprecations?: readonly Deprecation[]
}

export function presentResult({ data, errors = [] }: ExecutionResult, identity: RequestIdentity): Executed {
  const extensions = { requestId: identity.requestId }
  const [first] = errors
  if (!first) return { result: { data, extensions }, status: 200, retryAfter: null }
  const presented = errors.map((error) => presentError(error, identity))
  const result = data === undefined ? { errors: presented, extensions } : { data, errors: presented, extensions }
  const hasData = data != null && Object.values(data).some((value) => value !== null)
  const thrown = thrownError(first)
  if (thrown instanceof RequestError) {
    return { result, status: hasData ? 200 : thrown.status, retryAfter: thrown.retryAfter }
  }
  const isDefect = presented[0]?.extensions?.code === 'INTERNAL_SERVER_ERROR'
  return { result, status: data !== undefined ? 200 : isDefect ? 500 : 400, retryAfter: null }
}

/** The same answer that tells something more about itself. */
export function withExtensions(executed: Executed, extensions: Record<string, unknown>): Executed {
  const { result } = executed
  return { ...executed, result: { ...result, extensions: { ...result.extensions, ...extensions } } }
}
