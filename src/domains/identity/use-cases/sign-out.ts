import { UnauthenticatedError } from '#kernel/errors.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { revokeSession } from '../store/session-store.ts'

/** Ends the viewer's own session: its tokens stop working within a second. */
export async function signOut({ viewer, unitOfWork, clock }: UseCaseContext): Promise<void> {
  if (viewer.kind !== 'user') throw new UnauthenticatedError()
  const { sessionId } = viewer
  await unitOfWork.run(systemViewer('sign_in'), (transaction) =>
    revokeSession(transaction, sessionId, { at: clock.now(), reused: false }),
  )
}
