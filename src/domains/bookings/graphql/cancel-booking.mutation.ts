import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { CancellationChangedError } from '../model/policy/refusals.ts'
import { cancelBooking } from '../use-cases/cancel-booking.ts'
import { bookingPayload } from './booking.type.ts'
import { CancellingParty } from './booking-enums.ts'

const CancelBookingInput = builder.inputType('CancelBookingInput', {
  description: 'Which booking is called off.',
  fields: (t) => ({
    bookingId: t.id({ required: true, description: 'Which booking.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
    by: t.field({ type: CancellingParty, subGraphs: ['admin'], description: 'Who calls it off; must be given.' }),
    reason: t.string({ description: 'Why, at most 500 characters.' }),
    token: t.string({ description: 'Of cancellationQuote: then it costs what was quoted.' }),
    waiverReason: t.string({
      subGraphs: ['admin'],
      description:
        'Why it costs nothing, whatever the policy says; at most 500 characters. Needs bookings:policy:waive.',
    }),
  }),
})

const CancelBookingPayload = bookingPayload(
  'CancelBookingPayload',
  'The booking is called off; its resources are free.',
  withPartners,
)

builder.mutationField('cancelBooking', (t) =>
  t.field({
    type: CancelBookingPayload,
    description:
      'Calls a HELD, PENDING or CONFIRMED booking off, if nobody changed it since expectedVersion. Its resources are free at once. It costs what its policy says.',
    authScopes: { permission: 'bookings:booking:cancel' },
    subGraphs: withPartners,
    keyRequiredFor: ['public'],
    args: { input: t.arg({ type: CancelBookingInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError, CancellationChangedError],
      union: { name: 'CancelBookingResult' },
    },
    resolve: (_root, { input: { bookingId, ...fields } }, { perform }) =>
      perform(cancelBooking, { bookingId: requireId('booking', bookingId, 'bookingId'), ...fields }),
  }),
)
