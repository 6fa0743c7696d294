import { sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { enumType } from '#platform/database/column-types.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { SessionAudience } from '#platform/database/generated/tables/identity.ts'
import { countList, listPage, type ScopedSelection, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { idleSince } from '../model/session-policy.ts'
import type { SessionRow } from './identity-rows.ts'

export function sessionSort(direction: 'asc' | 'desc'): Sort<SessionRow> {
  return {
    direction,
    keys: [
      { column: 'sessions.created_at', name: 'startedAt', type: 'timestamptz' },
      { column: 'sessions.id', name: 'id', type: 'uuid' },
    ],
  }
}

const unrevoked = db
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
  .where('sessions.revoked_at', 'is', null)

/** Also those whose time is over, if nobody has ended them. */
export const unrevokedSessionById = readById<SessionRow>(
  prepare(unrevoked.where('sessions.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)),
)

/** Those that go on at that time. */
function selectSessions(at: Date): ScopedSelection<SessionRow> {
  return (userId) =>
    unrevoked
      .where('sessions.user_id', '=', userId)
      .where('sessions.expires_at', '>', at)
      .where('sessions.last_used_at', '>', idleSince(at))
}

const column = columnsOf('identity.sessions as sessions')

const filterColumns = {
  app: column('audience', enumType('identity.session_audience', SessionAudience)),
  startedAt: column('created_at', 'timestamptz'),
  lastUsedAt: column('last_used_at', 'timestamptz'),
}
const conditionsOf = defineFilter(filterColumns)

/** The sessions of somebody that go on at a time and that the filter lets through. */
export interface SessionList {
  userId: string
  at: Date
  filter: FilterOf<typeof filterColumns> | null
}

function toList({ userId, at, filter }: SessionList) {
  return { scopeIds: [userId], select: selectSessions(at), conditions: conditionsOf(filter) }
}

export function listSessions(session: Session, list: SessionList, sort: Sort<SessionRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countSessions(session: Session, list: SessionList): Promise<number> {
  return countList(session, toList(list))
}
