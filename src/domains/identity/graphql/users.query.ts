import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { compareIds, filterType, IdFilter, NullableDateTimeFilter, readFilter } from '#graphql/filters.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { countUsers, listUsers, type UserList, userSort } from '../store/user-list-reads.ts'
import { UserConnection } from './user.type.ts'
import { UserStatusFilter } from './user-enums.ts'

const UserFilter = filterType('UserFilter', 'Which people.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By the stations that they are members of.' }),
  status: t.field({ type: UserStatusFilter, description: 'By whether they may sign in.' }),
  lastLoginAt: t.field({ type: NullableDateTimeFilter, description: 'By when they last signed in.' }),
}))

const sorts = {
  NAME_ASC: userSort('fullName', 'asc'),
  NAME_DESC: userSort('fullName', 'desc'),
  LAST_LOGIN_DESC: userSort('lastLoginAt', 'desc'),
  LAST_LOGIN_ASC: userSort('lastLoginAt', 'asc'),
}

const UserSort = builder.enumType('UserSort', {
  description: 'The order of people.',
  values: {
    NAME_ASC: { description: 'By their whole name, capitals before small letters.' },
    NAME_DESC: { description: 'By their whole name, backwards.' },
    LAST_LOGIN_DESC: { description: 'Who signed in last first; who never did last.' },
    LAST_LOGIN_ASC: { description: 'Who never signed in first; then who did the longest ago.' },
  } as const,
})

builder.queryField('users', (t) =>
  t.field({
    type: UserConnection,
    description: 'The staff of the stations that one may see.',
    authScopes: { permission: 'identity:user:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: UserFilter, description: 'Which people.' }),
      sort: t.arg({ type: UserSort, required: true, defaultValue: 'NAME_ASC', description: 'In which order.' }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const list: UserList = {
        organizationIds: viewer.kind === 'anonymous' ? [] : viewer.organizationIds,
        seenFrom: stationsWith(viewer, 'identity:user:read'),
        filter: readFilter(filter, { station: compareIds('station') }),
      }
      const page = await listUsers(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countUsers(reads, list) }
    },
  }),
)
