import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { UserError } from '#graphql/user-errors.ts'
import { SlotTakenError } from '../model/refusals.ts'

builder.objectType(SlotTakenError, {
  name: 'SlotTakenError',
  description: 'A resource is not free for the whole of the time: choose another time, or another resource.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [UserError],
  fields: (t) => ({
    resourceId: t.id({
      nullable: true,
      description:
        'The first resource that is not free; null where any of a kind was wanted, and when the time has become free since, so that one may try again.',
      resolve: ({ resourceId }) => (resourceId === null ? null : publicId('resource', resourceId)),
    }),
    until: t.expose('until', {
      type: 'DateTime',
      nullable: true,
      description: 'When what stands in the way ends; null when the time has become free since.',
    }),
  }),
})
