import { NotFoundError, UnauthenticatedError } from '#kernel/errors.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { revokeOwnSession } from '../store/session-store.ts'

/** Ends one of the viewer's own sessions, on whatever device: its tokens stop working within a second. */
export async function endSession(
  { viewer, unitOfWork, clock }: UseCaseContext,
  { sessionId }: { sessionId: string },
): Promise<void> {
  if (viewer.kind !== 'user') throw new UnauthenticatedError()
  const { userId } = viewer
  await unitOfWork.run(systemViewer('sign_in'), async (transaction) => {
    const isEnded = await revokeOwnSession(transaction, { id: sessionId, userId, at: clock.now() })
    if (!isEnded) throw new NotFoundError('session', ['sessionId'])
  })
}
