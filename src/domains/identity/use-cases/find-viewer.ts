import { systemViewer, type UserViewer } from '#kernel/viewer.ts'
import type { Session } from '#platform/database/rows.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { findGrants, findLiveSessions } from '../store/grants-reads.ts'

export interface SessionOwner {
  userId: string
  sessionId: string
}

export interface FoundViewer {
  viewer: UserViewer
  /** Rises with each change of what the user may do. */
  authVersion: number
}

/** The user as a viewer, with what that person may do right now; null when the session has ended. Needs the sign-in door. */
export async function findViewer(
  session: Session,
  { userId, sessionId, at }: SessionOwner & { at: Date },
): Promise<FoundViewer | null> {
  const [live] = await findLiveSessions(session, [sessionId], at)
  if (live?.userId !== userId) return null
  const { grants, reach } = await findGrants(session, userId)
  const viewer: UserViewer = {
    kind: 'user',
    userId,
    sessionId,
    ...reach,
    grants: new Map(grants.map(({ permission, stationIds }) => [permission, new Set(stationIds)])),
  }
  return { viewer, authVersion: live.authVersion }
}

/** The owner of a session that has begun or gone on in this very operation. */
export async function findSessionViewer(
  { unitOfWork, clock }: UseCaseContext,
  owner: SessionOwner,
): Promise<UserViewer | null> {
  const found = await unitOfWork.run(systemViewer('sign_in'), ({ session }) =>
    findViewer(session, { ...owner, at: clock.now() }),
  )
  return found?.viewer ?? null
}
