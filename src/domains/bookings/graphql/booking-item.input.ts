import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'

export const BookingItemInput = builder.inputType('BookingItemInput', {
  description: 'One line of a booking.',
  fields: (t) => ({
    serviceItemId: t.id({ required: true, description: 'What; it must be active.' }),
    quantity: t.int({
      description:
        'How many units, 1 to 10000. When it is not given: all guests for a price per GUEST, the hours begun for one per HOUR, else 1.',
    }),
  }),
})

/** The items by their UUIDs, as use cases take them. */
export function toWantedItems(items: readonly (typeof BookingItemInput.$inferInput)[] | null | undefined) {
  return items?.map(({ serviceItemId, quantity }, at) => ({
    serviceItemId: requireId('service item', serviceItemId, 'items', String(at), 'serviceItemId'),
    quantity,
  }))
}
