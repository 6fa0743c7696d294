import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { DateTimeFilter, IdFilter } from '#graphql/filters.ts'
import { findIds } from '#graphql/ids.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'
import { countPiiAccesses, listPiiAccesses, type PiiAccessFilter, piiAccessSort } from '../store/pii-access-reads.ts'
import { findActors } from './find-actors.ts'
import { PiiAccessConnection } from './pii-access.type.ts'

const PiiAccessLogFilterInput = builder.inputType('PiiAccessLogFilter', {
  description: 'Which readings of personal data; all conditions must hold.',
  fields: (t) => ({
    station: t.field({ type: IdFilter, description: 'Of customers of one of these stations.' }),
    customer: t.field({ type: IdFilter, description: 'Of one of these customers.' }),
    actor: t.field({ type: IdFilter, description: 'By one of these users or API keys.' }),
    accessedAt: t.field({ type: DateTimeFilter, description: 'At this time.' }),
  }),
})

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
      filter: t.arg({ type: PiiAccessLogFilterInput, description: 'Which readings.' }),
      sort: t.arg({
        type: PiiAccessLogSort,
        required: true,
        defaultValue: 'ACCESSED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const wanted = toFilter(filter ?? {}, viewer)
      const page = await listPiiAccesses(reads, wanted, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countPiiAccesses(reads, wanted) }
    },
  }),
)

type Wanted = typeof PiiAccessLogFilterInput.$inferInput

function toFilter({ station, customer, actor, accessedAt }: Wanted, viewer: Viewer): PiiAccessFilter {
  const wanted = station && findIds('station', station.in)
  return {
    stationIds: stationsWith(viewer, 'audit:pii:read').filter((id) => !wanted || wanted.includes(id)),
    customerIds: customer && findIds('customer', customer.in),
    actorIds: actor && findActors(actor.in),
    accessedAt,
  }
}
