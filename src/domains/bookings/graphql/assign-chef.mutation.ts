import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { assignChef } from '../use-cases/assign-chef.ts'
import { bookingPayload } from './booking.type.ts'
import { OverbookInput } from './overbook.input.ts'
import { slotChangeRefusals } from './slot-refusals.ts'

const AssignChefInput = builder.inputType('AssignChefInput', {
  description: 'Which chef a booking gets.',
  fields: (t) => ({
    bookingId: t.id({ required: true, description: 'Which booking.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
    resourceId: t.id({ required: true, description: 'Which chef: a resource of kind CHEF of the same station.' }),
    overbook: t.field({ type: OverbookInput, subGraphs: ['admin'], description: 'Though it is not free.' }),
  }),
})

const AssignChefPayload = bookingPayload('AssignChefPayload', 'The chef is assigned.')

builder.mutationField('assignChef', (t) =>
  t.field({
    type: AssignChefPayload,
    description:
      'Gives a HELD, PENDING, CONFIRMED or EN_ROUTE booking one more chef, if nobody changed it since expectedVersion and the chef is free for the whole of it.',
    authScopes: { permission: 'bookings:booking:assign' },
    args: { input: t.arg({ type: AssignChefInput, required: true, description: 'Which chef.' }) },
    errors: {
      types: slotChangeRefusals,
      union: { name: 'AssignChefResult' },
    },
    resolve: (_root, { input: { bookingId, expectedVersion, resourceId, overbook } }, { perform }) =>
      perform(assignChef, {
        bookingId: requireId('booking', bookingId, 'bookingId'),
        expectedVersion,
        resourceId: requireId('resource', resourceId, 'resourceId'),
        overbook,
      }),
  }),
)
