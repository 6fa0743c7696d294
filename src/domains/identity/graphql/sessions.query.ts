import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { UnauthenticatedError } from '#kernel/errors.ts'
import { countSessions, listSessions, newestSessionFirst } from '../store/session-reads.ts'
import { SessionConnection } from './session.type.ts'

builder.queryField('sessions', (t) =>
  t.field({
    type: SessionConnection,
    description: 'Where the viewer is signed in: all sessions of theirs that go on, the newest first.',
    subGraphs: inApps,
    authScopes: { signedIn: true },
    args: pageArguments,
    resolve: async (_root, args, { reads, viewer, clock }) => {
      if (viewer.kind !== 'user') throw new UnauthenticatedError()
      const own = { userId: viewer.userId, at: clock.now() }
      const page = await listSessions(reads, own, toPageRequest(args, newestSessionFirst))
      return { page, sort: newestSessionFirst, countTotal: () => countSessions(reads, own) }
    },
  }),
)
