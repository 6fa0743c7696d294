import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { placeHeldBooking } from '../use-cases/place-held-booking.ts'
import { bookingPayload } from './booking.type.ts'
import { stepFields, toStep } from './booking-step.input.ts'

const PlaceBookingInput = builder.inputType('PlaceBookingInput', {
  description: 'Which hold becomes a booking.',
  fields: stepFields,
})

const PlaceBookingPayload = bookingPayload(
  'PlaceBookingPayload',
  'The booking has been placed; it awaits confirmation.',
  withPartners,
)

builder.mutationField('placeBooking', (t) =>
  t.field({
    type: PlaceBookingPayload,
    description: 'Makes a booking of a HELD one before holdExpiresAt, if nobody changed it since expectedVersion.',
    authScopes: { permission: 'bookings:booking:create' },
    subGraphs: withPartners,
    keyRequiredFor: ['public'],
    args: { input: t.arg({ type: PlaceBookingInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'PlaceBookingResult' },
    },
    resolve: (_root, { input }, { perform }) => perform(placeHeldBooking, toStep(input)),
  }),
)
