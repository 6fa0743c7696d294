import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { listStations, stationsByName } from '../store/identity-reads.ts'
import { StationConnection } from './station.type.ts'

builder.queryField('stations', (t) =>
  t.field({
    type: StationConnection,
    description: 'The stations that one may see, by name.',
    subGraphs: everywhere,
    authScopes: { permission: 'identity:station:read' },
    args: pageArguments,
    resolve: async (_root, args, { reads, viewer }) => {
      const visible = stationsWith(viewer, 'identity:station:read')
      const page = await listStations(reads, visible, toPageRequest(args, stationsByName))
      return { page, sort: stationsByName, countTotal: async () => visible.length }
    },
  }),
)
