import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { enumFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { Station, User } from '../../identity/index.ts'
import { resourceById } from '../store/resource-reads.ts'

const ResourceKind = builder.enumType('ResourceKind', {
  description: 'What sort of thing can be booked out.',
  values: {
    CHEF: { description: 'A person who serves customers: a chef, a barber.' },
    VEHICLE: { description: 'A vehicle.' },
    KIT: { description: 'A set of equipment.' },
    CHAIR: { description: 'A place at the station.' },
  } as const,
})

export const ResourceKindFilter = enumFilter('ResourceKind', ResourceKind)

export const Resource = loadableRef('Resource', resourceById)

registerNode('resource', 'Resource', readableAtStation(resourceById, 'bookings:booking:read'))

Resource.implement({
  description: 'What a station can book out. It is never in two bookings at the same time.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('resource', id) }),
    station: t.field({
      type: Station,
      description: 'The station that it belongs to.',
      resolve: ({ stationId }) => stationId,
    }),
    kind: t.expose('kind', { type: ResourceKind, description: 'What sort of thing it is.' }),
    name: t.exposeString('name', { description: 'What the staff calls it.' }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'The person behind a CHEF; null for everything else.',
      resolve: ({ userId }) => userId,
    }),
    skills: t.exposeStringList('skills', { description: 'What it is good for; at most 50.' }),
    active: t.exposeBoolean('isActive', { description: 'Whether it can be booked.' }),
  }),
})

export const ResourceConnection = connectionType('Resource', Resource)
