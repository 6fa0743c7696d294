import { everywhere, inApps } from '#graphql/audiences.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { stationById } from '../store/identity-reads.ts'
import { Coordinates } from './coordinates.type.ts'
import { Organization } from './organization.type.ts'

export const Station = loadableRef('Station', stationById)

registerNode('station', 'Station', async (uuid, { reads, viewer }) =>
  holdsAt(viewer, 'identity:station:read', uuid) ? reads.load(stationById, uuid) : null,
)

Station.implement({
  description: 'A location of the business. Customers, bookings and escalations belong to one.',
  interfaces: [Node],
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('station', id) }),
    organization: t.field({
      type: Organization,
      description: 'The business that it belongs to.',
      resolve: ({ organizationId }) => organizationId,
    }),
    name: t.exposeString('name', { description: 'As customers know it.' }),
    code: t.exposeString('code', { description: 'With this the references of its bookings begin.' }),
    timezone: t.expose('timezone', { type: 'TimeZone', description: 'In which its days begin and end.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'Of its prices.' }),
    address: t.exposeString('address', { nullable: true, description: 'Where it is, on one line.' }),
    coordinates: t.field({
      type: Coordinates,
      nullable: true,
      description: 'Where it is, on the map.',
      resolve: ({ latitude, longitude }) => (latitude === null || longitude === null ? null : { latitude, longitude }),
    }),
    serviceRadiusKm: t.exposeFloat('serviceRadiusKm', {
      nullable: true,
      description: 'How far it goes to customers, in kilometres as the crow flies.',
      subGraphs: inApps,
    }),
    version: t.exposeInt('version', {
      description: 'Rises with each change; changes name the one that they saw.',
      subGraphs: ['admin'],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when.', subGraphs: ['admin'] }),
  }),
})

export const StationConnection = connectionType('Station', Station)
