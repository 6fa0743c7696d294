import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { IdFilter } from '#graphql/filters.ts'
import { findIds } from '#graphql/ids.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { countResources, listResources, type ResourceFilter, resourcesByName } from '../store/resource-reads.ts'
import { ResourceConnection, ResourceKind } from './resource.type.ts'

const ResourceFilterInput = builder.inputType('ResourceFilter', {
  description: 'Which resources; all conditions must hold.',
  fields: (t) => ({
    station: t.field({ type: IdFilter, description: 'Of one of these stations.' }),
    kind: t.field({ type: ResourceKind, description: 'Of this kind.' }),
  }),
})

builder.queryField('resources', (t) =>
  t.field({
    type: ResourceConnection,
    description: 'What the stations that one may see can book out, by name.',
    authScopes: { permission: 'bookings:booking:read' },
    args: { ...pageArguments, filter: t.arg({ type: ResourceFilterInput, description: 'Which resources.' }) },
    resolve: async (_root, { filter, ...args }, { reads, viewer }) => {
      const visible = stationsWith(viewer, 'bookings:booking:read')
      const stations = filter?.station && findIds('station', filter.station.in)
      const stationIds = stations ? visible.filter((id) => stations.includes(id)) : visible
      const wanted: ResourceFilter = { stationIds, kind: filter?.kind }
      const page = await listResources(reads, wanted, toPageRequest(args, resourcesByName))
      return { page, sort: resourcesByName, countTotal: () => countResources(reads, wanted) }
    },
  }),
)
