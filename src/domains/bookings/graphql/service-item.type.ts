import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { weights } from '#graphql/cost/weights.ts'
import { enumFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Money } from '#graphql/money.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { holdsAnywhere } from '#kernel/viewer.ts'
import { serviceItemById } from '../store/menu-reads.ts'
import { PriceUnit } from './booking-enums.ts'

export const ServiceItemKind = builder.enumType('ServiceItemKind', {
  description: 'What sort of thing is on the menu.',
  values: {
    MENU: { description: 'Food.' },
    SERVICE: { description: 'Work.' },
    ADD_ON: { description: 'Something that goes with another item.' },
    FEE: { description: 'A charge without anything to have for it.' },
  } as const,
})

export const ServiceItemKindFilter = enumFilter('ServiceItemKind', ServiceItemKind)

export const ServiceItem = loadableRef('ServiceItem', serviceItemById)

// Whose menu it is row-level security knows.
registerNode('service item', 'ServiceItem', async (uuid, { reads, viewer }) =>
  holdsAnywhere(viewer, 'bookings:menu:read') ? reads.load(serviceItemById, uuid) : null,
)

ServiceItem.implement({
  description: 'Something that can be bought. All stations of a business have the same menu.',
  interfaces: [Node],
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('service item', id) }),
    kind: t.expose('kind', { type: ServiceItemKind, description: 'What sort of thing it is.' }),
    name: t.exposeString('name', { description: 'As customers read it.' }),
    description: t.exposeString('description', { nullable: true, description: 'More about it, for customers.' }),
    durationMinutes: t.exposeInt('durationMinutes', { nullable: true, description: 'How long it takes, in minutes.' }),
    price: t.field({
      type: Money,
      description: 'Of one unit, today. What was booked keeps the price that it had then.',
      resolve: ({ priceCents, currency }) => ({ amountCents: priceCents, currency }),
    }),
    per: t.expose('per', { type: PriceUnit, description: 'What the price is for.' }),
    dietaryTags: t.exposeStringList('dietaryTags', { description: 'Like vegan or gluten-free; at most 20.' }),
    parents: t.field({
      type: [ServiceItem],
      listSize: 20,
      cost: weights.part,
      description: 'What an ADD_ON is sold with, one of them at least; at most 20. With anything when there are none.',
      resolve: ({ parentIds }) => parentIds,
    }),
    version: t.exposeInt('version', {
      subGraphs: ['admin'],
      description: 'Rises with each change; mutations name the one that they saw.',
    }),
    requiredSkills: t.exposeStringList('requiredSkills', {
      description: 'What a person must be good at to do it; at most 20.',
    }),
    active: t.exposeBoolean('isActive', { description: 'Whether it can be booked.' }),
  }),
})

export const ServiceItemConnection = connectionType('ServiceItem', ServiceItem)
