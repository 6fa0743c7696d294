import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { CoordinatesInput } from '../../identity/index.ts'
import { QuoteChangedError } from '../model/pricing/quote.ts'
import { SlotTakenError } from '../model/refusals.ts'
import { createBooking } from '../use-cases/create-booking.ts'
import { bookingPayload } from './booking.type.ts'
import { BookingKind, BookingSource } from './booking-enums.ts'
import { BookingItemInput, toWantedItems } from './booking-item.input.ts'

const CreateBookingInput = builder.inputType('CreateBookingInput', {
  description: 'A new booking.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'The station that serves it.' }),
    customerId: t.id({ required: true, description: 'Who books: a customer of the station.' }),
    kind: t.field({ type: BookingKind, required: true, description: 'What is booked.' }),
    startsAt: t.field({ type: 'DateTime', required: true, description: 'When it begins; in the future.' }),
    endsAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it ends: after startsAt, by 7 days at most.',
    }),
    adults: t.int({ required: true, description: 'Grown-up guests, 1 to 10000.' }),
    children: t.int({ description: 'Guests who are children, 0 to 10000; 0 when it is not given.' }),
    items: t.field({ type: [BookingItemInput], description: 'What is ordered, at most 50 lines.' }),
    discountCode: t.string({ description: 'Of a seasonal offer or a coupon, at most 40 characters, in any case.' }),
    venuePoint: t.field({
      type: CoordinatesInput,
      description: 'Where it takes place: for the price of the way there. Not stored.',
    }),
    quoteToken: t.string({
      description: 'Of a quote of exactly this: its price is kept. Without one it costs what it costs now.',
    }),
    resourceIds: t.idList({
      description: 'What is needed for the whole of the time: chefs, vehicles and so on, at most 20.',
    }),
    venueAddress: t.string({ description: 'Where it takes place, at most 500 characters. Stored encrypted.' }),
    specialRequests: t.string({ description: 'What the customer asks for, at most 2000 characters.' }),
    internalNotes: t.string({ description: 'For the staff alone, at most 4000 characters.' }),
    source: t.field({ type: BookingSource, description: 'How it came in; STAFF when it is not given.' }),
  }),
})

const CreateBookingPayload = bookingPayload(
  'CreateBookingPayload',
  'The booking has been made; it awaits confirmation.',
)

builder.mutationField('createBooking', (t) =>
  t.field({
    type: CreateBookingPayload,
    description: 'Books resources of a station for a customer. Nobody else can have them at that time from now on.',
    authScopes: { permission: 'bookings:booking:create' },
    keyRequiredFor: ['public'],
    args: { input: t.arg({ type: CreateBookingInput, required: true, description: 'The booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, SlotTakenError, QuoteChangedError],
      union: { name: 'CreateBookingResult' },
    },
    resolve: (_root, { input: { stationId, customerId, items, resourceIds, ...fields } }, { perform }) =>
      perform(createBooking, {
        stationId: requireId('station', stationId, 'stationId'),
        fields: {
          ...fields,
          customerId: requireId('customer', customerId, 'customerId'),
          items: toWantedItems(items),
          resourceIds: resourceIds?.map((id, at) => requireId('resource', id, 'resourceIds', String(at))),
        },
      }),
  }),
)
