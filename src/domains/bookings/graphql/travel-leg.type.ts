import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { MAX_RESOURCES } from '../model/booking-input.ts'
import { legsOfBooking, type TravelLegRow } from '../store/travel-leg-reads.ts'
import { Booking } from './booking.type.ts'
import { Resource } from './resource.type.ts'

const TravelLeg = builder.objectRef<TravelLegRow>('TravelLeg').implement({
  description: 'The way of one resource to a booking, from what it does before. Nothing else is booked into it.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    resource: t.field({ type: Resource, description: 'Who or what travels.', resolve: ({ resourceId }) => resourceId }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When to set out.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When to be there: the booking begins.' }),
    minutes: t.int({
      description:
        'Whole minutes from startsAt to endsAt, at least 1: as long as the way takes, or as much of that as there is.',
      resolve: ({ startsAt, endsAt }) => Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000),
    }),
  }),
})

builder.objectField(Booking, 'travelLegs', (t) =>
  t.field({
    type: [TravelLeg],
    subGraphs: inApps,
    listSize: MAX_RESOURCES,
    cost: weights.part,
    description:
      'The ways to it, one for each resource that comes from another venue less than 12 hours before; at most 20. Empty once given back.',
    resolve: async ({ id }, _args, { reads }) => [...(await reads.load(legsOfBooking, id))],
  }),
)
