import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { type ApiKeyFilter, apiKeySort, countApiKeys, listApiKeys } from '../store/api-key-reads.ts'
import { findKeyRights, MANAGE_KEYS } from '../use-cases/key-rights.ts'
import { ApiKeyConnection, ApiKeyState } from './api-key.type.ts'

const ApiKeyFilterInput = builder.inputType('ApiKeyFilter', {
  description: 'Which API keys; all conditions must hold.',
  fields: (t) => ({
    state: t.field({ type: [ApiKeyState], description: 'In one of these states.' }),
  }),
})

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
      filter: t.arg({ type: ApiKeyFilterInput, description: 'Which API keys.' }),
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
      const wanted: ApiKeyFilter = {
        stationIds: stationsWith(viewer, MANAGE_KEYS),
        wholeOrganizationIds: rights.wholeOrganizations(MANAGE_KEYS),
        organizationIds: viewer.kind === 'anonymous' ? [] : viewer.organizationIds,
        states: filter?.state,
        at: clock.now(),
      }
      const page = await listApiKeys(reads, wanted, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countApiKeys(reads, wanted) }
    },
  }),
)
