import { UnauthenticatedError } from '#kernel/errors.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { revokeSessionsOf } from '../store/session-store.ts'

/** Ends all sessions of the viewer, or all but the one that asks; tells how many. */
export async function signOutEverywhere(
  { viewer, unitOfWork, clock }: UseCaseContext,
  { keepCurrent }: { keepCurrent: boolean },
): Promise<{ endedSessions: number }> {
  if (viewer.kind !== 'user') throw new UnauthenticatedError()
  const { userId, sessionId } = viewer
  return unitOfWork.run(systemViewer('sign_in'), async (transaction) => ({
    endedSessions: await revokeSessionsOf(transaction, userId, {
      at: clock.now(),
      exceptId: keepCurrent ? sessionId : null,
    }),
  }))
}
