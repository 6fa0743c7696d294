import { systemViewer, type UserViewer } from '#kernel/viewer.ts'
import type { Session } from '#platform/database/rows.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { findGrants, isSessionLive } from '../store/grants-reads.ts'

export interface SessionOwner {
  userId: string
  sessionId: string
}

/** The user as a viewer, with what that person may do right now; null when the session has ended. Needs the sign-in door. */
export async function findViewer(
  session: Session,
  { userId, sessionId, at }: SessionOwner & { at: Date },
): Promise<UserViewer | null> {
  if (!(await isSessionLive(session, { sessionId, userId, at }))) return null
  const { grants, reach } = await findGrants(session, userId)
  return {
    kind: 'user',
    userId,
    sessionId,
    ...reach,
    grants: new Map(grants.map(({ permission, stationIds }) => [permission, new Set(stationIds)])),
  }
}

/** The owner of a session that has begun or gone on in this very operation. */
export function findSessionViewer(
  { unitOfWork, clock }: UseCaseContext,
  owner: SessionOwner,
): Promise<UserViewer | null> {
  return unitOfWork.run(systemViewer('sign_in'), ({ session }) => findViewer(session, { ...owner, at: clock.now() }))
}
