import { builder } from '#graphql/builder.ts'
import { Money } from '#graphql/money.ts'
import type {
  BookingKind as Kind,
  BookingSource as Source,
  BookingStatus as Status,
} from '#platform/database/generated/tables/bookings.ts'
import {
  averageLead,
  type BookingFigures as Figures,
  shareOfPlaced,
  type Tally,
} from '../../model/stats/booking-figures.ts'
import { BookingKind, BookingSource, BookingStatus } from '../booking-enums.ts'
import { MAX_STATIONS } from '../chosen-stations.ts'

const BOOKINGS = 'How many bookings, whatever became of them.'

const BookingStatusCount = builder.objectRef<Tally>('BookingStatusCount').implement({
  description: 'How many bookings have one status.',
  fields: (t) => ({
    status: t.field({ type: BookingStatus, description: 'Which.', resolve: ({ value }) => value as Status }),
    bookings: t.exposeInt('bookings', { description: 'How many.' }),
  }),
})

const BookingKindCount = builder.objectRef<Tally>('BookingKindCount').implement({
  description: 'How many bookings are of one kind.',
  fields: (t) => ({
    kind: t.field({ type: BookingKind, description: 'Which.', resolve: ({ value }) => value as Kind }),
    bookings: t.exposeInt('bookings', { description: BOOKINGS }),
  }),
})

const BookingSourceCount = builder.objectRef<Tally>('BookingSourceCount').implement({
  description: 'How many bookings came in one way.',
  fields: (t) => ({
    source: t.field({ type: BookingSource, description: 'Which.', resolve: ({ value }) => value as Source }),
    bookings: t.exposeInt('bookings', { description: BOOKINGS }),
  }),
})

const BookingMoney = builder.objectRef<Tally>('BookingMoney').implement({
  description: 'What bookings bring in, in one currency.',
  fields: (t) => ({
    booked: t.field({
      type: Money,
      cost: 0,
      description: 'The totals of those that stand, with tips and taxes.',
      resolve: ({ bookedCents, value }) => amountOf(bookedCents, value),
    }),
    averageBooked: t.field({
      type: Money,
      nullable: true,
      cost: 0,
      description: "The average of that, rounded to the currency's smallest unit; null when none stands.",
      resolve: ({ bookedCents, standing, value }) =>
        standing === 0 ? null : amountOf(Math.round(bookedCents / standing), value),
    }),
    cancellationFees: t.field({
      type: Money,
      cost: 0,
      description: 'What calling bookings off has cost.',
      resolve: ({ cancelFeeCents, value }) => amountOf(cancelFeeCents, value),
    }),
  }),
})

function amountOf(amountCents: number, currency: string | null) {
  return { amountCents, currency: currency as string }
}

const listOf = (listSize: number) => ({ listSize, cost: 0 }) as const
const PLACED =
  'of all that stand, were called off or ended as NO_SHOW, in hundredths of a percent; null when there are none'

export const BookingFigures = builder.objectRef<Figures>('BookingFigures').implement({
  description:
    'What is counted of bookings. Those stand that are PENDING, CONFIRMED, EN_ROUTE, SEATED or COMPLETED. Money is never added up over currencies.',
  fields: (t) => ({
    bookings: t.int({ description: BOOKINGS, resolve: ({ all }) => all.bookings }),
    standing: t.int({ description: 'How many stand.', resolve: ({ all }) => all.standing }),
    byStatus: t.field({
      type: [BookingStatusCount],
      ...listOf(10),
      description: 'By status, those that there are alone. A hold that has run out is EXPIRED.',
      resolve: ({ status }) => status,
    }),
    byKind: t.field({
      type: [BookingKindCount],
      ...listOf(2),
      description: 'By kind, those that there are alone.',
      resolve: ({ kind }) => kind,
    }),
    bySource: t.field({
      type: [BookingSourceCount],
      ...listOf(5),
      description: 'By how they came in, those ways that there are alone.',
      resolve: ({ source }) => source,
    }),
    cancellations: t.int({
      description: 'How many were called off, those left out that had only been held.',
      resolve: ({ all }) => all.cancelled,
    }),
    cancellationRateBp: t.int({
      nullable: true,
      description: `The share that was called off ${PLACED}.`,
      resolve: ({ all }) => shareOfPlaced(all.cancelled, all),
    }),
    noShows: t.int({ description: 'To how many somebody did not come.', resolve: ({ all }) => all.noShows }),
    noShowRateBp: t.int({
      nullable: true,
      description: `The share of those ${PLACED}.`,
      resolve: ({ all }) => shareOfPlaced(all.noShows, all),
    }),
    guests: t.field({
      type: 'SafeInt',
      description: 'The guests of those that stand, children included.',
      resolve: ({ all }) => all.guests,
    }),
    averageLeadMinutes: t.int({
      nullable: true,
      description:
        'How many minutes lay between the making of a booking and its beginning, on average of all that stand, were called off or ended as NO_SHOW; null when there are none. What was written down afterwards counts as 0.',
      resolve: ({ all }) => averageLead(all),
    }),
    money: t.field({
      type: [BookingMoney],
      ...listOf(MAX_STATIONS),
      description: 'What they bring in, by currency; those that there are alone.',
      resolve: ({ currency }) => currency,
    }),
  }),
})
