import { everywhere, inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { connectionType, pageArguments, toPageRequest } from '#graphql/connections.ts'
import { weights } from '#graphql/cost/weights.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Money } from '#graphql/money.ts'
import { Node, registerNode } from '#graphql/node.ts'
import type { Audience } from '#kernel/audience.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { Customer, CustomerContact } from '../../customers/index.ts'
import { Station } from '../../identity/index.ts'
import { policyKey, policyOfVersion } from '../store/availability/policy-reads.ts'
import {
  changeCountOfBooking,
  changesOfBooking,
  changesOldestFirst,
  itemsOfBooking,
  linesOfBooking,
  resourcesOfBooking,
} from '../store/booking-part-reads.ts'
import { bookingById } from '../store/booking-reads.ts'
import { BookingPolicy } from './availability/booking-policy.type.ts'
import { BookingKind, BookingSource, BookingStatus, CancelledBy, NoShowBy } from './booking-enums.ts'
import { BookingItem } from './booking-item.type.ts'
import { BookingStatusChangeConnection } from './booking-status-change.type.ts'
import { termsOf } from './booking-terms.ts'
import { mayMeet, openVenue } from './open-venue.ts'
import { readable } from './own-bookings.ts'
import { amountFields } from './pricing/amount.fields.ts'
import { MAX_LINES } from './pricing/price.type.ts'
import { PriceLineType } from './pricing/price-line.type.ts'
import { Resource } from './resource.type.ts'

/** Whom the places and people of a booking are told. */
const FOR_CHEFS =
  'those who serve it are told from 48 hours before it begins until 24 hours after it ends, and read null at other times'

export const Booking = loadableRef('Booking', bookingById)

export const bookingNode = registerNode(
  'booking',
  'Booking',
  readable(bookingById, ({ id }) => id),
)

Booking.implement({
  description: 'An event or an appointment that a customer has with a station.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('booking', id) }),
    reference: t.exposeString('reference', {
      description: "What people say on the phone: the station's code and six characters that are not mistaken.",
    }),
    station: t.field({
      type: Station,
      description: 'The station that serves it.',
      resolve: ({ stationId }) => stationId,
    }),
    customer: t.field({
      subGraphs: ['admin'],
      type: Customer,
      description: 'Who booked. Needs customers:customer:read.',
      resolve: ({ customerId, stationId }, _args, { viewer }) => {
        if (holdsAt(viewer, 'customers:customer:read', stationId)) return customerId
        throw new ForbiddenError('customers:customer:read')
      },
    }),
    kind: t.expose('kind', { type: BookingKind, description: 'What is booked.' }),
    status: t.expose('status', { type: BookingStatus, description: 'Where it stands.' }),
    source: t.expose('source', { type: BookingSource, description: 'How it came in.' }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When the service begins.' }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      description: 'When the resources are free again: after startsAt, by 7 days at most.',
    }),
    timezone: t.expose('timezone', { type: 'TimeZone', description: 'Of the station, when it was booked.' }),
    adults: t.exposeInt('adults', { description: 'Grown-up guests, 1 to 10000.' }),
    children: t.exposeInt('children', { description: 'Guests who are children, 0 to 10000.' }),
    venueAddress: t.string({
      subGraphs: inApps,
      nullable: true,
      cost: weights.sealed,
      description: `Where it takes place. Needs customers:pii:read; ${FOR_CHEFS}.`,
      resolve: (row, _args, context) => openVenue(row, context),
    }),
    contact: t.field({
      subGraphs: inApps,
      type: CustomerContact,
      nullable: true,
      description: `Whom to meet there. Needs customers:pii:read; ${FOR_CHEFS}.`,
      resolve: async (row, _args, context) => ((await mayMeet(row, context)) ? row.customerId : null),
    }),
    items: t.field({
      type: [BookingItem],
      listSize: 50,
      cost: weights.part,
      description: 'What was ordered from the menu, at most 50 lines.',
      resolve: async ({ id }, _args, { reads }) => [...(await reads.load(itemsOfBooking, id))],
    }),
    lines: t.field({
      type: [PriceLineType],
      listSize: MAX_LINES,
      cost: weights.part,
      description: 'What the total consists of, as it was when it was booked; at most 58 lines.',
      resolve: async ({ id }, _args, { reads }) => [...(await reads.load(linesOfBooking, id))],
    }),
    ...amountFields(t, termsOf),
    tip: t.field({
      type: Money,
      description: 'What the customer gives besides.',
      resolve: async (row, _args, context) => {
        const { tipCents, currency } = await termsOf(row, context)
        return { amountCents: tipCents, currency }
      },
    }),
    total: t.field({
      type: Money,
      description: 'What the customer pays in all, the tip included.',
      resolve: ({ totalCents, currency }) => ({ amountCents: totalCents, currency }),
    }),
    priceBookVersion: t.int({
      nullable: true,
      description: 'The version of the prices of the business that it was priced from; null for bookings of before.',
      resolve: async (row, _args, context) => (await termsOf(row, context)).priceBookVersion,
    }),
    policy: t.field({
      subGraphs: ['admin'],
      type: BookingPolicy,
      nullable: true,
      description:
        'The policy that it was made or last moved by, which holds for it; null where the station had none. Needs bookings:availability:read.',
      resolve: async (row, _args, context) => {
        const { stationId, currency } = row
        if (!holdsAt(context.viewer, 'bookings:availability:read', stationId)) {
          throw new ForbiddenError('bookings:availability:read')
        }
        const { policyVersion: version } = await termsOf(row, context)
        if (version === null) return null
        const policy = await context.reads.load(policyOfVersion, policyKey({ stationId, version }))
        return policy && { ...policy, currency }
      },
    }),
    chefs: t.field({
      subGraphs: inApps,
      type: [Resource],
      listSize: 20,
      cost: weights.part,
      description: 'Who serves it, or served it; empty once their time has been given back.',
      resolve: async ({ id }, _args, { reads }) =>
        (await reads.load(resourcesOfBooking, id)).filter(({ kind }) => kind === 'CHEF'),
    }),
    resources: t.field({
      subGraphs: inApps,
      type: [Resource],
      listSize: 20,
      cost: weights.part,
      description: 'All that it keeps busy, or kept busy, chefs included; at most 20. Empty once given back.',
      resolve: async ({ id }, _args, { reads }) => [...(await reads.load(resourcesOfBooking, id))],
    }),
    history: t.field({
      subGraphs: ['admin'],
      type: BookingStatusChangeConnection,
      description: 'The steps of its life, the oldest first.',
      args: pageArguments,
      resolve: async ({ id }, args, { reads }) => ({
        page: await reads.load(changesOfBooking.page(reads, toPageRequest(args, changesOldestFirst)), id),
        sort: changesOldestFirst,
        countTotal: () => reads.load(changeCountOfBooking, id),
      }),
    }),
    specialRequests: t.exposeString('specialRequests', {
      nullable: true,
      description: 'What the customer asks for.',
    }),
    internalNotes: t.exposeString('internalNotes', {
      subGraphs: inApps,
      nullable: true,
      description: 'For the staff alone.',
    }),
    holdExpiresAt: t.expose('holdExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The end of a hold; null once the booking is more than held.',
    }),
    cancelledBy: t.expose('cancelledBy', {
      type: CancelledBy,
      nullable: true,
      description: 'Who called it off; null unless it is CANCELLED.',
    }),
    cancelReason: t.exposeString('cancelReason', { nullable: true, description: 'Why it was called off.' }),
    cancelFee: t.field({
      type: Money,
      nullable: true,
      description: 'What calling it off has cost; null unless it is CANCELLED.',
      resolve: async (row, _args, context) => {
        const { cancelFeeCents, currency } = await termsOf(row, context)
        return cancelFeeCents === null ? null : { amountCents: cancelFeeCents, currency }
      },
    }),
    noShowBy: t.expose('noShowBy', {
      type: NoShowBy,
      nullable: true,
      description: 'Who was not there; null unless it is NO_SHOW.',
    }),
    version: t.exposeInt('version', { description: 'Rises with each step; mutations name the one that they saw.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
})

export const BookingConnection = connectionType('Booking', Booking)

/** The payload of a mutation that leaves a booking behind, for the audiences that have the mutation. */
export function bookingPayload(name: string, description: string, audiences: Audience[] = ['admin']) {
  return builder.objectRef<{ bookingId: string }>(name).implement({
    description,
    defaultSubGraphsForFields: audiences,
    fields: (t) => ({
      booking: t.field({ type: Booking, description: 'The booking.', resolve: ({ bookingId }) => bookingId }),
    }),
  })
}
