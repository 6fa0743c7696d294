import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { DateTimeFilter, filterType, readFilter } from '#graphql/filters.ts'
import { UnauthenticatedError } from '#kernel/errors.ts'
import { countSessions, listSessions, type SessionList, sessionSort } from '../store/session-reads.ts'
import { SessionAudienceFilter, SessionConnection } from './session.type.ts'

const SessionFilter = filterType('SessionFilter', 'Which sessions.', (t) => ({
  app: t.field({ type: SessionAudienceFilter, description: 'By the app in which they began.' }),
  startedAt: t.field({ type: DateTimeFilter, description: 'By when somebody signed in.' }),
  lastUsedAt: t.field({ type: DateTimeFilter, description: 'By when they were last used.' }),
}))

const sorts = { STARTED_AT_DESC: sessionSort('desc'), STARTED_AT_ASC: sessionSort('asc') }

const SessionSort = builder.enumType('SessionSort', {
  description: 'The order of sessions.',
  values: {
    STARTED_AT_DESC: { description: 'The newest first.' },
    STARTED_AT_ASC: { description: 'The oldest first.' },
  } as const,
})

builder.queryField('sessions', (t) =>
  t.field({
    type: SessionConnection,
    description: 'Where the viewer is signed in: all sessions of theirs that go on.',
    subGraphs: inApps,
    authScopes: { signedIn: true },
    args: {
      ...pageArguments,
      filter: t.arg({ type: SessionFilter, description: 'Which sessions.' }),
      sort: t.arg({
        type: SessionSort,
        required: true,
        defaultValue: 'STARTED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer, clock }) => {
      if (viewer.kind !== 'user') throw new UnauthenticatedError()
      const sort = sorts[sortName]
      const list: SessionList = { userId: viewer.userId, at: clock.now(), filter: readFilter(filter, {}) }
      const page = await listSessions(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countSessions(reads, list) }
    },
  }),
)
