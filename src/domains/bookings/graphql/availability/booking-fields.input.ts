import { builder, type InputFields } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { CoordinatesInput } from '../../../identity/index.ts'
import { BookingKind, BookingSource } from '../booking-enums.ts'
import { BookingItemInput, toWantedItems } from '../booking-item.input.ts'
import { ResourceNeedInput } from './resource-need.input.ts'

const PartnersCustomerInput = builder.inputType('PartnersCustomerInput', {
  description: 'Whom a partner books for. Stored encrypted.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name, 1 to 200 characters.' }),
    email: t.string({ description: 'The e-mail address.' }),
    phone: t.string({ description: 'The phone number with its country code.' }),
    hasConsented: t.boolean({
      required: true,
      description: 'That the customer has agreed that the station gets these data; must be true.',
    }),
  }),
})

/** What a new booking and a new hold are made of. */
export function bookingInputFields(t: InputFields) {
  return {
    stationId: t.id({ required: true, description: 'The station that serves it.' }),
    customerId: t.id({ subGraphs: ['admin'], description: 'Who books: a customer of the station; must be given.' }),
    customer: t.field({
      type: PartnersCustomerInput,
      subGraphs: ['public'],
      description:
        'Who books; must be given. For whom one has booked before, by e-mail address or phone number, the station keeps the customer that it has; else it gets a new one.',
    }),
    offerToken: t.string({
      description:
        'Of a slot of availability, at most 10000 characters: kind, times and resources are as offered and may be left out. Partners book with one alone.',
    }),
    kind: t.field({ type: BookingKind, description: 'What is booked; must be given without an offer.' }),
    startsAt: t.field({
      type: 'DateTime',
      description:
        'When it begins; in the future. Must be given without an offer, but for an APPOINTMENT of a WALK_IN: that begins now.',
    }),
    endsAt: t.field({
      type: 'DateTime',
      description: 'When it ends: after startsAt, by 7 days at most. As long as its items take when it is not given.',
    }),
    adults: t.int({ required: true, description: 'Grown-up guests, 1 to 10000.' }),
    children: t.int({ description: 'Guests who are children, 0 to 10000; 0 when it is not given.' }),
    items: t.field({ type: [BookingItemInput], description: 'What is ordered, at most 50 lines.' }),
    discountCode: t.string({ description: 'Of a seasonal offer or a coupon, at most 40 characters, in any case.' }),
    quoteToken: t.string({
      description: 'Of a quote of exactly this: its price is kept. Without one it costs what it costs now.',
    }),
    resourceIds: t.idList({
      description: 'What is needed for the whole of the time: chefs, vehicles and so on, at most 20.',
    }),
    needs: t.field({
      type: [ResourceNeedInput],
      description:
        'Any resources of these kinds, in place of resourceIds: those who have least to do that day, then the nearest.',
    }),
    venueAddress: t.string({ description: 'Where it takes place, at most 500 characters. Stored encrypted.' }),
    venuePoint: t.field({
      type: CoordinatesInput,
      description:
        'Where that is: for the price of the way there, and for the way from and to other jobs. Stored to about a kilometre.',
    }),
    specialRequests: t.string({ description: 'What the customer asks for, at most 2000 characters.' }),
    internalNotes: t.string({ subGraphs: ['admin'], description: 'For the staff alone, at most 4000 characters.' }),
    source: t.field({
      type: BookingSource,
      subGraphs: ['admin'],
      description: 'How it came in; STAFF when it is not given.',
    }),
  }
}

interface GivenBooking {
  stationId: string
  customerId?: string | null | undefined
  customer?: typeof PartnersCustomerInput.$inferInput | null | undefined
  offerToken?: string | null | undefined
  items?: { serviceItemId: string; quantity?: number | null | undefined }[] | null | undefined
  resourceIds?: string[] | null | undefined
}

/** The input of the use cases: public ids become those of the database. */
export function toBookingInput(input: GivenBooking) {
  const { stationId, customerId, customer, offerToken, items, resourceIds, ...fields } = input
  return {
    stationId: requireId('station', stationId, 'stationId'),
    offerToken,
    customer,
    fields: {
      ...fields,
      customerId: customerId == null ? undefined : requireId('customer', customerId, 'customerId'),
      items: toWantedItems(items),
      resourceIds: resourceIds?.map((id, at) => requireId('resource', id, 'resourceIds', String(at))),
    },
  }
}
