import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { IdFilter } from '#graphql/filters.ts'
import { findIds } from '#graphql/ids.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { countUsers, listUsers, type UserFilter, usersByName } from '../store/identity-reads.ts'
import { UserConnection } from './user.type.ts'
import { UserStatus } from './user-enums.ts'

const UserFilterInput = builder.inputType('UserFilter', {
  description: 'Which people; all conditions must hold.',
  fields: (t) => ({
    station: t.field({ type: IdFilter, description: 'Members of one of these stations.' }),
    status: t.field({ type: [UserStatus], description: 'In one of these states.' }),
  }),
})

builder.queryField('users', (t) =>
  t.field({
    type: UserConnection,
    description: 'The staff of the stations that one may see, by name.',
    authScopes: { permission: 'identity:user:read' },
    args: { ...pageArguments, filter: t.arg({ type: UserFilterInput, description: 'Which people.' }) },
    resolve: async (_root, { filter, ...args }, { reads, viewer }) => {
      const wanted: UserFilter = {
        visibleAt: stationsWith(viewer, 'identity:user:read'),
        organizationIds: viewer.kind === 'anonymous' ? [] : viewer.organizationIds,
        stationIds: filter?.station && findIds('station', filter.station.in),
        status: filter?.status,
      }
      const page = await listUsers(reads, wanted, toPageRequest(args, usersByName))
      return { page, sort: usersByName, countTotal: () => countUsers(reads, wanted) }
    },
  }),
)
