import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { weights } from '#graphql/cost/weights.ts'
import { enumFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { Coordinates, Station, User } from '../../identity/index.ts'
import { overridesOfResource, rulesOfResource } from '../store/availability/hours-reads.ts'
import { resourceById } from '../store/resource-reads.ts'
import {
  AvailabilityOverride,
  MAX_OVERRIDES,
  overrideRange,
  toOverrideRange,
} from './availability/availability-override.type.ts'
import { AvailabilityRule } from './availability/availability-rule.type.ts'

export const ResourceKind = builder.enumType('ResourceKind', {
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
    home: t.field({
      type: Coordinates,
      nullable: true,
      description: 'Where it sets out from to its first job; null where nobody has said.',
      resolve: ({ homeLatitude: latitude, homeLongitude: longitude }) =>
        latitude !== null && longitude !== null ? { latitude, longitude } : null,
    }),
    bufferBeforeMinutes: t.exposeInt('bufferBeforeMinutes', {
      nullable: true,
      description:
        'Minutes that it needs before a job; null for as many as the policy of the station says. Between two jobs lies what one needs afterwards or the other before, whichever is more.',
    }),
    bufferAfterMinutes: t.exposeInt('bufferAfterMinutes', {
      nullable: true,
      description: 'Minutes that it needs after a job; null for as many as the policy of the station says.',
    }),
    version: t.exposeInt('version', { description: 'Rises with each change; mutations name the one that they saw.' }),
    availabilityRules: t.field({
      type: [AvailabilityRule],
      listSize: 100,
      cost: weights.part,
      description: 'Its hours by weekday, at most 100; without any it can be had at all times.',
      resolve: async ({ id }, _args, { reads }) => [...(await reads.load(rulesOfResource, id))],
    }),
    availabilityOverrides: t.field({
      type: [AvailabilityOverride],
      listSize: MAX_OVERRIDES,
      cost: weights.part,
      description:
        'Its own days that are different, one for each date at most; those of the whole station stand there.',
      args: overrideRange,
      resolve: async ({ id }, range, { reads }) => [
        ...(await reads.load(overridesOfResource.of(reads, toOverrideRange(range)), id)),
      ],
    }),
  }),
})

export const ResourceConnection = connectionType('Resource', Resource)
