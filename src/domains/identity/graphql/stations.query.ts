import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { compareIds, filterType, IdFilter, readFilter, TextFilter } from '#graphql/filters.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { countStations, listStations, type StationList, stationSort } from '../store/station-list-reads.ts'
import { StationConnection } from './station.type.ts'

const StationFilter = filterType('StationFilter', 'Which stations.', (t) => ({
  id: t.field({ type: IdFilter, description: 'By their ids.' }),
  organization: t.field({ type: IdFilter, description: 'By the business that they belong to.' }),
  code: t.field({ type: TextFilter, description: 'By their code.' }),
}))

const sorts = {
  NAME_ASC: stationSort('name', 'asc'),
  NAME_DESC: stationSort('name', 'desc'),
  CODE_ASC: stationSort('code', 'asc'),
  CODE_DESC: stationSort('code', 'desc'),
}

const StationSort = builder.enumType('StationSort', {
  description: 'The order of stations.',
  values: {
    NAME_ASC: { description: 'By name, capitals before small letters.' },
    NAME_DESC: { description: 'By name, backwards.' },
    CODE_ASC: { description: 'By code.' },
    CODE_DESC: { description: 'By code, backwards.' },
  } as const,
})

builder.queryField('stations', (t) =>
  t.field({
    type: StationConnection,
    description: 'The stations that one may see.',
    subGraphs: everywhere,
    authScopes: { permission: 'identity:station:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: StationFilter, description: 'Which stations.' }),
      sort: t.arg({ type: StationSort, required: true, defaultValue: 'NAME_ASC', description: 'In which order.' }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const list: StationList = {
        stationIds: stationsWith(viewer, 'identity:station:read'),
        filter: readFilter(filter, { id: compareIds('station'), organization: compareIds('organization') }),
      }
      const page = await listStations(reads, list, sort, toPageRequest(args, sort))
      const countTotal = async () => (list.filter ? countStations(reads, list) : list.stationIds.length)
      return { page, sort, countTotal }
    },
  }),
)
