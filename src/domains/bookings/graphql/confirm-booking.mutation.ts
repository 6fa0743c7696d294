import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { confirmBooking } from '../use-cases/confirm-booking.ts'
import { bookingPayload } from './booking.type.ts'

const ConfirmBookingInput = builder.inputType('ConfirmBookingInput', {
  description: 'Which booking is confirmed.',
  fields: (t) => ({
    bookingId: t.id({ required: true, description: 'Which booking.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }),
})

const ConfirmBookingPayload = bookingPayload('ConfirmBookingPayload', 'The booking is confirmed.')

builder.mutationField('confirmBooking', (t) =>
  t.field({
    type: ConfirmBookingPayload,
    description: 'Promises a PENDING booking to its customer, if nobody changed it since expectedVersion.',
    authScopes: { permission: 'bookings:booking:confirm' },
    args: { input: t.arg({ type: ConfirmBookingInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'ConfirmBookingResult' },
    },
    resolve: (_root, { input: { bookingId, expectedVersion } }, { perform }) =>
      perform(confirmBooking, { bookingId: requireId('booking', bookingId, 'bookingId'), expectedVersion }),
  }),
)
