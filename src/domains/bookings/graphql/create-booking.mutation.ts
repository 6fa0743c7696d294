import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { bookWithCustomer } from '../../../processes/book-with-customer.ts'
import { bookingInputFields, toBookingInput } from './availability/booking-fields.input.ts'
import { bookingPayload } from './booking.type.ts'
import { OverbookInput } from './overbook.input.ts'
import { newBookingRefusals } from './slot-refusals.ts'

const CreateBookingInput = builder.inputType('CreateBookingInput', {
  description: 'A new booking.',
  fields: (t) => ({
    ...bookingInputFields(t),
    overbook: t.field({ type: OverbookInput, subGraphs: ['admin'], description: 'Though it is not free.' }),
  }),
})

const CreateBookingPayload = bookingPayload(
  'CreateBookingPayload',
  'The booking has been made; it awaits confirmation.',
  withPartners,
)

builder.mutationField('createBooking', (t) =>
  t.field({
    type: CreateBookingPayload,
    description: 'Books resources of a station for a customer. Nobody else can have them at that time from now on.',
    authScopes: { permission: 'bookings:booking:create' },
    subGraphs: withPartners,
    keyRequiredFor: ['public'],
    args: { input: t.arg({ type: CreateBookingInput, required: true, description: 'The booking.' }) },
    errors: {
      types: newBookingRefusals,
      union: { name: 'CreateBookingResult' },
    },
    resolve: (_root, { input: { overbook, ...booking } }, { perform }) =>
      perform(bookWithCustomer, { ...toBookingInput(booking), overbook }),
  }),
)
