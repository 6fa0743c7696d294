import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { updateServiceItem } from '../../use-cases/pricing/update-service-item.ts'
import { PriceUnit } from '../booking-enums.ts'
import { ServiceItemKind } from '../service-item.type.ts'
import { serviceItemPayload } from './service-item-payload.ts'

const UpdateServiceItemInput = builder.inputType('UpdateServiceItemInput', {
  description: 'What changes about an item of the menu: fields that are left out stay, null clears.',
  fields: (t) => ({
    serviceItemId: t.id({ required: true, description: 'Which item.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    kind: t.field({ type: ServiceItemKind, description: 'What sort of thing it is. Cannot be cleared.' }),
    name: t.string({ description: 'As customers read it, 1 to 200 characters. Cannot be cleared.' }),
    description: t.string({ description: 'More about it, for customers; at most 2000 characters.' }),
    durationMinutes: t.int({ description: 'How long it takes, in minutes: 1 to 10080.' }),
    priceCents: t.field({
      type: 'SafeInt',
      description: "Of one unit, in the currency's smallest unit: 0 to 100000000000. Cannot be cleared.",
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'Of the price: that of the stations that sell it. Cannot be cleared.',
    }),
    per: t.field({ type: PriceUnit, description: 'What the price is for. Cannot be cleared.' }),
    dietaryTags: t.stringList({ description: 'Like vegan or gluten-free; at most 20 of at most 50 characters.' }),
    requiredSkills: t.stringList({
      description: 'What a person must be good at to do it, all of it: at most 20 of at most 100 characters.',
    }),
    parentIds: t.idList({
      description: 'For an ADD_ON: it is sold only with one of these items, at most 20. With any when there are none.',
    }),
    restored: t.boolean({ description: 'True puts an item back on the menu that was taken off.' }),
  }),
})

const UpdateServiceItemPayload = serviceItemPayload('UpdateServiceItemPayload', 'The item has been changed.')

builder.mutationField('updateServiceItem', (t) =>
  t.field({
    type: UpdateServiceItemPayload,
    description:
      'Changes an item of the menu, if nobody did since expectedVersion. What was booked or quoted keeps its price. Needs the permission at the whole business.',
    authScopes: { permission: 'bookings:menu:manage' },
    args: { input: t.arg({ type: UpdateServiceItemInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'UpdateServiceItemResult' },
    },
    resolve: (_root, { input: { serviceItemId, expectedVersion, parentIds, restored, ...fields } }, { perform }) =>
      perform(updateServiceItem, {
        serviceItemId: requireId('service item', serviceItemId, 'serviceItemId'),
        expectedVersion,
        isRestored: restored === true,
        fields: {
          ...fields,
          parentIds:
            parentIds === null
              ? null
              : parentIds?.map((id, at) => requireId('service item', id, 'parentIds', String(at))),
        },
      }),
  }),
)
