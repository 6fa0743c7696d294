import { builder } from '#graphql/builder.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { updateBooking } from '../use-cases/update-booking.ts'
import { bookingPayload } from './booking.type.ts'
import { stepFields, toStep } from './booking-step.input.ts'

const UpdateBookingInput = builder.inputType('UpdateBookingInput', {
  description: 'What changes about a booking: fields that are left out stay, null clears.',
  fields: (t) => ({
    ...stepFields(t),
    adults: t.int({ description: 'Grown-up guests, 1 to 10000; cannot be cleared.' }),
    children: t.int({ description: 'Guests who are children, 0 to 10000; cannot be cleared.' }),
    specialRequests: t.string({ description: 'What the customer asks for, at most 2000 characters.' }),
    internalNotes: t.string({ description: 'For the staff alone, at most 4000 characters.' }),
  }),
})

const UpdateBookingPayload = bookingPayload('UpdateBookingPayload', 'The booking has been changed.')

builder.mutationField('updateBooking', (t) =>
  t.field({
    type: UpdateBookingPayload,
    description:
      'Changes guests, requests and notes of a booking that has not come to an end, if nobody changed it since expectedVersion. Prices stay as they were booked.',
    authScopes: { permission: 'bookings:booking:update' },
    args: { input: t.arg({ type: UpdateBookingInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'UpdateBookingResult' },
    },
    resolve: (_root, { input: { bookingId, expectedVersion, ...fields } }, { perform }) =>
      perform(updateBooking, { ...toStep({ bookingId, expectedVersion }), fields }),
  }),
)
