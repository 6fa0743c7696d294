import { builder } from '#graphql/builder.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { declineBooking } from '../use-cases/decline-booking.ts'
import { bookingPayload } from './booking.type.ts'
import { stepFields, toStep } from './booking-step.input.ts'

const DeclineBookingInput = builder.inputType('DeclineBookingInput', {
  description: 'Which booking is turned down.',
  fields: (t) => ({
    ...stepFields(t),
    reason: t.string({ description: 'Why, at most 500 characters.' }),
  }),
})

const DeclineBookingPayload = bookingPayload(
  'DeclineBookingPayload',
  'The booking is turned down; its resources are free.',
)

builder.mutationField('declineBooking', (t) =>
  t.field({
    type: DeclineBookingPayload,
    description:
      'Turns a PENDING booking down, if nobody changed it since expectedVersion. Its resources are free at once.',
    authScopes: { permission: 'bookings:booking:confirm' },
    args: { input: t.arg({ type: DeclineBookingInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'DeclineBookingResult' },
    },
    resolve: (_root, { input }, { perform }) => perform(declineBooking, toStep(input)),
  }),
)
