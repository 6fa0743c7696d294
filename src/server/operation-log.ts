import type { FormattedExecutionResult } from 'graphql'
import type { Context } from '#graphql/context.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { Log } from '#platform/log.ts'

/** One line for each operation, whatever it came through: who asked for what, how it went and for how long. */
export function logOperation(
  log: Log,
  { requestId, viewer }: Pick<Context, 'requestId' | 'viewer'>,
  operation: { name: string | null | undefined; startedAt: number; errors: FormattedExecutionResult['errors'] },
): void {
  const { name, startedAt, errors } = operation
  log.info(
    {
      requestId,
      viewer: nameOf(viewer),
      operation: name ?? null,
      errors: errors?.map(({ extensions }) => extensions?.code),
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
    },
    'operation',
  )
}

function nameOf(viewer: Viewer): string {
  if (viewer.kind === 'user') return viewer.userId
  return viewer.kind === 'partner' ? viewer.apiKeyId : viewer.kind
}
