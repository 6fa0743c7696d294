import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { BooleanFilter, compareIds, filterType, IdFilter, readFilter } from '#graphql/filters.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { countResources, listResources, type ResourceList, resourcesByName } from '../store/resource-reads.ts'
import { ResourceConnection, ResourceKindFilter } from './resource.type.ts'

const ResourceFilter = filterType('ResourceFilter', 'Which resources.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By station.' }),
  kind: t.field({ type: ResourceKindFilter, description: 'By kind.' }),
  active: t.field({ type: BooleanFilter, description: 'By whether it can be booked.' }),
}))

const sorts = { NAME_ASC: resourcesByName('asc'), NAME_DESC: resourcesByName('desc') }

const ResourceSort = builder.enumType('ResourceSort', {
  description: 'The order of resources.',
  values: {
    NAME_ASC: { description: 'By name, capitals before small letters.' },
    NAME_DESC: { description: 'By name, backwards.' },
  } as const,
})

builder.queryField('resources', (t) =>
  t.field({
    type: ResourceConnection,
    description: 'What the stations that one may see can book out.',
    authScopes: { permission: 'bookings:booking:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: ResourceFilter, description: 'Which resources.' }),
      sort: t.arg({ type: ResourceSort, required: true, defaultValue: 'NAME_ASC', description: 'In which order.' }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const list: ResourceList = {
        stationIds: stationsWith(viewer, 'bookings:booking:read'),
        filter: readFilter(filter, { station: compareIds('station') }),
      }
      const page = await listResources(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countResources(reads, list) }
    },
  }),
)
