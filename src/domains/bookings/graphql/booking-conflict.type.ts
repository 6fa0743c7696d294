import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { type ConflictRow, conflictsOfBooking } from '../store/conflict-reads.ts'
import { Booking } from './booking.type.ts'
import { ScheduleEntryKind } from './chef-schedule.query.ts'
import { Resource } from './resource.type.ts'

const MAX_CONFLICTS = 100

const BookingConflict = builder.objectRef<ConflictRow>('BookingConflict').implement({
  description: 'Something else that a resource of a booking does at the same time, because it was overbooked.',
  fields: (t) => ({
    resource: t.field({ type: Resource, description: 'Which resource.', resolve: ({ resourceId }) => resourceId }),
    kind: t.expose('kind', { type: ScheduleEntryKind, description: 'What it does.' }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When that begins.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When that ends.' }),
    booking: t.field({
      type: Booking,
      nullable: true,
      description: 'The other booking; null for a block.',
      resolve: ({ otherId }) => otherId,
    }),
  }),
})

builder.objectField(Booking, 'conflicts', (t) =>
  t.field({
    type: [BookingConflict],
    subGraphs: ['admin'],
    listSize: MAX_CONFLICTS,
    cost: weights.part,
    description: `What else its resources do meanwhile; of more than ${MAX_CONFLICTS} things the first. Empty unless something was overbooked.`,
    resolve: async ({ id }, _args, { reads }) => (await reads.load(conflictsOfBooking, id)).slice(0, MAX_CONFLICTS),
  }),
)
