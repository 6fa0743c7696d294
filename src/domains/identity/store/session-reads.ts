import { sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { countList, listPage, type ScopedSelection, type Sort } from '#platform/database/keyset.ts'
import type { Session } from '#platform/database/rows.ts'
import { db } from '#platform/database/statements.ts'
import { idleSince } from '../model/session-policy.ts'
import type { SessionRow } from './identity-rows.ts'

export const newestSessionFirst: Sort<SessionRow> = {
  direction: 'desc',
  keys: [
    { column: 'sessions.created_at', name: 'startedAt', type: 'timestamptz' },
    { column: 'sessions.id', name: 'id', type: 'uuid' },
  ],
}

/** Those that go on at that time. */
function selectSessions(at: Date): ScopedSelection<SessionRow> {
  return (userId) =>
    db
      .selectFrom('identity.sessions as sessions')
      .select([
        'sessions.id',
        'sessions.user_id as userId',
        'sessions.audience',
        'sessions.user_agent as userAgent',
        sql<string | null>`host(sessions.ip)`.as('ip'),
        'sessions.created_at as startedAt',
        'sessions.last_used_at as lastUsedAt',
        'sessions.expires_at as expiresAt',
      ])
      .where('sessions.user_id', '=', userId)
      .where('sessions.revoked_at', 'is', null)
      .where('sessions.expires_at', '>', at)
      .where('sessions.last_used_at', '>', idleSince(at))
}

export function listSessions(session: Session, { userId, at }: { userId: string; at: Date }, page: PageRequest) {
  return listPage(session, { scopeIds: [userId], select: selectSessions(at), sort: newestSessionFirst, page })
}

export function countSessions(session: Session, { userId, at }: { userId: string; at: Date }): Promise<number> {
  return countList(session, { scopeIds: [userId], select: selectSessions(at) })
}
