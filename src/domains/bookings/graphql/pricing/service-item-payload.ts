import { builder } from '#graphql/builder.ts'
import { ServiceItem } from '../service-item.type.ts'

/** The payload of a mutation that leaves an item of the menu behind. */
export function serviceItemPayload(name: string, description: string) {
  return builder.objectRef<{ serviceItemId: string }>(name).implement({
    description,
    fields: (t) => ({
      serviceItem: t.field({
        type: ServiceItem,
        description: 'The item.',
        resolve: ({ serviceItemId }) => serviceItemId,
      }),
    }),
  })
}
