import { type ExecutionResult, GraphQLError } from 'graphql'
import { OverdueError, ServiceUnavailableError, TimeoutError } from '#kernel/errors.ts'
import type { TimeLimit } from '#platform/database/time-limit.ts'
import { thrownError } from './present-errors.ts'

/** Errors that come from the end of an operation's time tell of that, not of the connections that it lost. */
export function explainLateness(result: ExecutionResult, time: TimeLimit): ExecutionResult {
  if (!time.isOver || !result.errors) return result
  return { ...result, errors: result.errors.map((error) => explain(error, time)) }
}

function explain(error: GraphQLError, { limitMs }: TimeLimit): GraphQLError {
  const thrown = thrownError(error)
  if (!(thrown instanceof ServiceUnavailableError || thrown instanceof TimeoutError)) return error
  const { nodes, path } = error
  const originalError = new OverdueError(limitMs, thrown)
  return new GraphQLError(originalError.message, { ...(nodes && { nodes }), ...(path && { path }), originalError })
}
