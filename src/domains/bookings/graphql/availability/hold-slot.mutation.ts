import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { holdWithCustomer } from '../../../../processes/book-with-customer.ts'
import { bookingPayload } from '../booking.type.ts'
import { newBookingRefusals } from '../slot-refusals.ts'
import { bookingInputFields, toBookingInput } from './booking-fields.input.ts'

const HoldSlotInput = builder.inputType('HoldSlotInput', {
  description: 'What is to be held, as it would be booked.',
  fields: (t) => ({
    ...bookingInputFields(t),
    holdMinutes: t.int({
      description: 'For how long, 1 to 60 minutes; as the policy of the station has it when it is not given.',
    }),
  }),
})

const HoldSlotPayload = bookingPayload(
  'HoldSlotPayload',
  'The time is held: the booking is HELD until holdExpiresAt.',
  withPartners,
)

builder.mutationField('holdSlot', (t) =>
  t.field({
    type: HoldSlotPayload,
    description:
      'Keeps resources of a station free for a customer who is still deciding. Nobody else can have them until the hold expires; afterwards everybody can.',
    authScopes: { permission: 'bookings:booking:create' },
    subGraphs: withPartners,
    keyRequiredFor: ['public'],
    args: { input: t.arg({ type: HoldSlotInput, required: true, description: 'What is to be held.' }) },
    errors: {
      types: newBookingRefusals,
      union: { name: 'HoldSlotResult' },
    },
    resolve: (_root, { input: { holdMinutes, ...booking } }, { perform }) => {
      const { fields, ...place } = toBookingInput(booking)
      return perform(holdWithCustomer, { ...place, fields: { ...fields, holdMinutes } })
    },
  }),
)
