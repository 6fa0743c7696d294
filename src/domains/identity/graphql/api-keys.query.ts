import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { DateTimeFilter, filterType, NullableDateTimeFilter, readFilter } from '#graphql/filters.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { type ApiKeyList, apiKeySort, countApiKeys, listApiKeys } from '../store/api-key-reads.ts'
import { findKeyRights, MANAGE_KEYS } from '../use-cases/key-rights.ts'
import { ApiKeyConnection, ApiKeyStateFilter } from './api-key.type.ts'

const ApiKeyFilter = filterType('ApiKeyFilter', 'Which API keys.', (t) => ({
  state: t.field({ type: ApiKeyStateFilter, description: 'By whether they are good.' }),
  lastUsedAt: t.field({ type: NullableDateTimeFilter, description: 'By when they were last used.' }),
  createdAt: t.field({ type: DateTimeFilter, description: 'By when they were given.' }),
}))

const sorts = {
  CREATED_AT_DESC: apiKeySort('createdAt', 'desc'),
  CREATED_AT_ASC: apiKeySort('createdAt', 'asc'),
  NAME_ASC: apiKeySort('name', 'asc'),
  NAME_DESC: apiKeySort('name', 'desc'),
}

const ApiKeySort = builder.enumType('ApiKeySort', {
  description: 'The order of API keys.',
  values: {
    CREATED_AT_DESC: { description: 'The newest first.' },
    CREATED_AT_ASC: { description: 'The oldest first.' },
    NAME_ASC: { description: 'By name.' },
    NAME_DESC: { description: 'By name, backward.' },
  } as const,
})

builder.queryField('apiKeys', (t) =>
  t.field({
    type: ApiKeyConnection,
    description:
      'The API keys that one may manage: those for stations at all of which one holds the permission, and for who holds it in the whole organization also those for all of its stations.',
    authScopes: { permission: MANAGE_KEYS },
    args: {
      ...pageArguments,
      filter: t.arg({ type: ApiKeyFilter, description: 'Which API keys.' }),
      sort: t.arg({
        type: ApiKeySort,
        required: true,
        defaultValue: 'CREATED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer, clock }) => {
      const sort = sorts[sortName]
      const rights = await findKeyRights(viewer, reads)
      const list: ApiKeyList = {
        stationIds: stationsWith(viewer, MANAGE_KEYS),
        wholeOrganizationIds: rights.wholeOrganizations(MANAGE_KEYS),
        organizationIds: viewer.kind === 'anonymous' ? [] : viewer.organizationIds,
        filter: readFilter(filter, { state: (state) => ({ ...state, at: clock.now() }) }),
      }
      const page = await listApiKeys(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countApiKeys(reads, list) }
    },
  }),
)
