import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { completeBooking } from '../use-cases/complete-booking.ts'
import { bookingPayload } from './booking.type.ts'
import { stepFields, toStep } from './booking-step.input.ts'

const CompleteBookingInput = builder.inputType('CompleteBookingInput', {
  description: 'At which booking the service is over.',
  fields: stepFields,
})

const CompleteBookingPayload = bookingPayload('CompleteBookingPayload', 'The service is over.', inApps)

builder.mutationField('completeBooking', (t) =>
  t.field({
    type: CompleteBookingPayload,
    description:
      'Ends the service of a SEATED booking, if nobody changed it since expectedVersion; what is left of its time is free again. In the chef app for own bookings.',
    subGraphs: inApps,
    authScopes: { permission: 'bookings:booking:operate' },
    args: { input: t.arg({ type: CompleteBookingInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'CompleteBookingResult' },
    },
    resolve: (_root, { input }, { perform, audience }) =>
      perform(completeBooking, { ...toStep(input), onlyOwn: audience === 'chef' }),
  }),
)
