import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { RescheduleLimitError } from '../model/policy/refusals.ts'
import { rescheduleBooking } from '../use-cases/reschedule-booking.ts'
import { bookingPayload } from './booking.type.ts'
import { CancellingParty } from './booking-enums.ts'
import { OverbookInput } from './overbook.input.ts'
import { slotChangeRefusals } from './slot-refusals.ts'

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
    by: t.field({
      type: CancellingParty,
      subGraphs: ['admin'],
      description: 'Whose wish it is: their limits count. STAFF when it is not given.',
    }),
    overbook: t.field({ type: OverbookInput, subGraphs: ['admin'], description: 'Though it is not free.' }),
    waiverReason: t.string({
      subGraphs: ['admin'],
      description: 'Why no limits of the policy count, at most 500 characters. Needs bookings:policy:waive.',
    }),
  }),
})

const RescheduleBookingPayload = bookingPayload('RescheduleBookingPayload', 'The booking has been moved.', withPartners)

builder.mutationField('rescheduleBooking', (t) =>
  t.field({
    type: RescheduleBookingPayload,
    description:
      'Moves a HELD, PENDING or CONFIRMED booking with its resources, if nobody changed it since expectedVersion. Prices stay as they were booked.',
    authScopes: { permission: 'bookings:booking:reschedule' },
    subGraphs: withPartners,
    keyRequiredFor: ['public'],
    args: { input: t.arg({ type: RescheduleBookingInput, required: true, description: 'To what time.' }) },
    errors: {
      types: [...slotChangeRefusals, RescheduleLimitError],
      union: { name: 'RescheduleBookingResult' },
    },
    resolve: (_root, { input: { bookingId, ...change } }, { perform }) =>
      perform(rescheduleBooking, { bookingId: requireId('booking', bookingId, 'bookingId'), ...change }),
  }),
)
