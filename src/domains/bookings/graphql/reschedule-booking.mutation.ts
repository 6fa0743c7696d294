import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { SlotUnavailableError } from '../model/availability/refusals.ts'
import { SlotTakenError } from '../model/refusals.ts'
import { rescheduleBooking } from '../use-cases/reschedule-booking.ts'
import { bookingPayload } from './booking.type.ts'

const RescheduleBookingInput = builder.inputType('RescheduleBookingInput', {
  description: 'To what time a booking moves.',
  fields: (t) => ({
    bookingId: t.id({ required: true, description: 'Which booking.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    startsAt: t.field({ type: 'DateTime', required: true, description: 'When it begins now; in the future.' }),
    endsAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it ends now: after startsAt, by 7 days at most.',
    }),
  }),
})

const RescheduleBookingPayload = bookingPayload('RescheduleBookingPayload', 'The booking has been moved.')

builder.mutationField('rescheduleBooking', (t) =>
  t.field({
    type: RescheduleBookingPayload,
    description:
      'Moves a HELD, PENDING or CONFIRMED booking with its resources, if nobody changed it since expectedVersion. Prices stay as they were booked.',
    authScopes: { permission: 'bookings:booking:reschedule' },
    args: { input: t.arg({ type: RescheduleBookingInput, required: true, description: 'To what time.' }) },
    errors: {
      types: [
        NotFoundError,
        ValidationError,
        VersionConflictError,
        InvalidTransitionError,
        SlotTakenError,
        SlotUnavailableError,
      ],
      union: { name: 'RescheduleBookingResult' },
    },
    resolve: (_root, { input: { bookingId, ...change } }, { perform }) =>
      perform(rescheduleBooking, { bookingId: requireId('booking', bookingId, 'bookingId'), ...change }),
  }),
)
