import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { findId } from '#graphql/ids.ts'
import { parseArguments, toBadInput } from '#graphql/query-arguments.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { CoordinatesInput } from '../../../identity/index.ts'
import { availabilitySearch } from '../../model/availability/search-input.ts'
import { bookingById } from '../../store/booking-reads.ts'
import { searchAvailability } from '../../use-cases/availability/search-availability.ts'
import { BookingKind } from '../booking-enums.ts'
import { Availability, showAvailability } from './availability.type.ts'
import { judgeTimes } from './judge-times.ts'
import { ResourceNeedInput } from './resource-need.input.ts'

const AvailabilityRange = builder.inputType('AvailabilityRange', {
  description:
    'A stretch of at most 32 days, half open: local dates (fromDate and untilDate), or instants (from and until).',
  fields: (t) => ({
    fromDate: t.field({ type: 'LocalDate', description: 'The first day.' }),
    untilDate: t.field({ type: 'LocalDate', description: 'The day after the last one.' }),
    from: t.field({ type: 'DateTime', description: 'What begins then or later.' }),
    until: t.field({ type: 'DateTime', description: 'What begins before.' }),
  }),
})

builder.queryField('availability', (t) =>
  t.field({
    type: Availability,
    nullable: true,
    description:
      'When a station can be booked, and if not, why not; null for a station that one may not see. Bookings are judged in the same way.',
    subGraphs: everywhere,
    cost: weights.availability,
    authScopes: { permission: 'bookings:availability:read' },
    args: {
      stationId: t.arg.id({ required: true, description: 'Which station.' }),
      range: t.arg({ type: AvailabilityRange, required: true, description: 'In which times begin.' }),
      kind: t.arg({ type: BookingKind, required: true, description: 'What is to be booked.' }),
      durationMinutes: t.arg.int({
        description: 'How long it takes, 1 to 10080 minutes; as long as the items together when it is not given.',
      }),
      serviceItemIds: t.arg.idList({ description: 'What is to be done, at most 50 items: brings time and skills.' }),
      skills: t.arg.stringList({ description: 'What every person must be good at, at most 20.' }),
      resourceIds: t.arg.idList({ description: 'Exactly these resources, all of them, at most 20.' }),
      needs: t.arg({
        type: [ResourceNeedInput],
        description: 'Any resources of these kinds; one CHEF when neither this nor resourceIds is given.',
      }),
      guests: t.arg.int({ description: 'For how many, 1 to 20000: then the offers are for that number.' }),
      venue: t.arg({ type: CoordinatesInput, description: 'Where: then the way from and to other jobs counts.' }),
      rescheduleOf: t.arg.id({
        description:
          'A booking that is to be moved: what it has itself is not in its way. Needs bookings:booking:read.',
      }),
      explain: t.arg.boolean({
        required: true,
        defaultValue: false,
        cost: 100,
        description: 'Whether to tell why other times cannot be had; for at most 7 days.',
      }),
    },
    resolve: async (_root, { stationId: id, rescheduleOf, ...args }, context) => {
      const stationId = findId('station', id)
      if (!stationId || !holdsAt(context.viewer, 'bookings:availability:read', stationId)) return null
      const idsOf = (kind: 'resource' | 'service item', ids: readonly string[] | null | undefined) =>
        ids?.map((text) => findId(kind, text) ?? NOBODY)
      const wanted = parseArguments(availabilitySearch, {
        ...args,
        resourceIds: idsOf('resource', args.resourceIds),
        serviceItemIds: idsOf('service item', args.serviceItemIds),
      })
      const booking = rescheduleOf == null ? null : findId('booking', rescheduleOf)
      // Whose time does not count can be told from the answer, so it takes the right to see bookings.
      const maySee = holdsAt(context.viewer, 'bookings:booking:read', stationId)
      const own = booking && maySee ? await context.reads.load(bookingById, booking) : null
      const place = { stationId, rescheduleOf: own?.id ?? null }
      const found = await judgeTimes(context, (reader) => searchAvailability(reader, place, wanted)).catch(toBadInput)
      return found && showAvailability(found, wanted.explain)
    },
  }),
)

/** Stands for an id of another kind, which is answered like one that does not exist. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
