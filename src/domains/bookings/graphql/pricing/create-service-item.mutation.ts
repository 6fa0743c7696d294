import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { createServiceItem } from '../../use-cases/pricing/create-service-item.ts'
import { PriceUnit } from '../booking-enums.ts'
import { ServiceItemKind } from '../service-item.type.ts'
import { serviceItemPayload } from './service-item-payload.ts'

const CreateServiceItemInput = builder.inputType('CreateServiceItemInput', {
  description: 'A new item of the menu.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'The business whose stations sell it.' }),
    kind: t.field({ type: ServiceItemKind, required: true, description: 'What sort of thing it is.' }),
    name: t.string({ required: true, description: 'As customers read it, 1 to 200 characters.' }),
    description: t.string({ description: 'More about it, for customers; at most 2000 characters.' }),
    durationMinutes: t.int({ description: 'How long it takes, in minutes: 1 to 10080.' }),
    priceCents: t.field({
      type: 'SafeInt',
      required: true,
      description: "Of one unit, in the currency's smallest unit: 0 to 100000000000.",
    }),
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: 'Of the price: that of the stations that sell it.',
    }),
    per: t.field({ type: PriceUnit, required: true, description: 'What the price is for.' }),
    dietaryTags: t.stringList({ description: 'Like vegan or gluten-free; at most 20 of at most 50 characters.' }),
    requiredSkills: t.stringList({
      description: 'What a person must be good at to do it, all of it: at most 20 of at most 100 characters.',
    }),
    parentIds: t.idList({
      description: 'For an ADD_ON: it is sold only with one of these items, at most 20. With any when there are none.',
    }),
  }),
})

const CreateServiceItemPayload = serviceItemPayload('CreateServiceItemPayload', 'The item is on the menu.')

builder.mutationField('createServiceItem', (t) =>
  t.field({
    type: CreateServiceItemPayload,
    description: 'Puts an item on the menu of a business. Needs the permission at the whole business.',
    authScopes: { permission: 'bookings:menu:manage' },
    args: { input: t.arg({ type: CreateServiceItemInput, required: true, description: 'The item.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'CreateServiceItemResult' } },
    resolve: (_root, { input: { organizationId, parentIds, ...fields } }, { perform }) =>
      perform(createServiceItem, {
        organizationId: requireId('organization', organizationId, 'organizationId'),
        fields: {
          ...fields,
          parentIds: parentIds?.map((id, at) => requireId('service item', id, 'parentIds', String(at))),
        },
      }),
  }),
)
