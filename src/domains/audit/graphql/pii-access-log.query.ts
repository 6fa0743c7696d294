import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { compareFound, compareIds, DateTimeFilter, filterType, IdFilter, readFilter } from '#graphql/filters.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'
import { countPiiAccesses, listPiiAccesses, type PiiAccessList, piiAccessSort } from '../store/pii-access-reads.ts'
import { findActors } from './find-actors.ts'
import { PiiAccessConnection } from './pii-access.type.ts'

const PiiAccessLogFilter = filterType('PiiAccessLogFilter', 'Which readings of personal data.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By the station whose customers were read of.' }),
  customer: t.field({ type: IdFilter, description: 'By the customer, also one who is there no more.' }),
  actor: t.field({ type: IdFilter, description: 'By the user or API key that read.' }),
  accessedAt: t.field({ type: DateTimeFilter, description: 'By when that was.' }),
}))

const sorts = { ACCESSED_AT_DESC: piiAccessSort('desc'), ACCESSED_AT_ASC: piiAccessSort('asc') }

const PiiAccessLogSort = builder.enumType('PiiAccessLogSort', {
  description: 'The order of readings.',
  values: {
    ACCESSED_AT_DESC: { description: 'The last first.' },
    ACCESSED_AT_ASC: { description: 'The first first.' },
  } as const,
})

builder.queryField('piiAccessLog', (t) =>
  t.field({
    type: PiiAccessConnection,
    description: 'Who was given personal data of whom, at the stations where one holds audit:pii:read.',
    authScopes: { permission: 'audit:pii:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: PiiAccessLogFilter, description: 'Which readings.' }),
      sort: t.arg({
        type: PiiAccessLogSort,
        required: true,
        defaultValue: 'ACCESSED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const list = toList(filter, viewer)
      const page = await listPiiAccesses(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countPiiAccesses(reads, list) }
    },
  }),
)

function toList(filter: typeof PiiAccessLogFilter.$inferInput | null | undefined, viewer: Viewer): PiiAccessList {
  return {
    stationIds: stationsWith(viewer, 'audit:pii:read'),
    filter: readFilter(filter, {
      station: compareIds('station'),
      customer: compareIds('customer'),
      actor: compareFound(findActors),
    }),
  }
}
