import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { type LocalDay, localText, type Span } from '../../model/availability/calendar.ts'
import type { Reason } from '../../model/availability/judgement.ts'
import { candidatesFor, findFree, judgeWindow, windowsByDay } from '../../model/availability/slots.ts'
import type { FoundAvailability, OfferedSlot } from '../../use-cases/availability/search-availability.ts'
import { AvailabilityReason } from './reason.type.ts'
import { Slot } from './slot.type.ts'

/** Reasons that are told of one window, at most. */
const MAX_REASONS = 100

interface RejectedWindow extends Span {
  found: FoundAvailability
  reasons: readonly Reason[]
}

interface AvailabilityDay {
  day: LocalDay
  slots: OfferedSlot[]
  rejected: RejectedWindow[]
}

export interface ShownAvailability extends FoundAvailability {
  days: AvailabilityDay[]
}

/** Judges every window of the range. */
export function showAvailability(found: FoundAvailability, explain: boolean): ShownAvailability {
  const { availability, search, terms } = found
  const candidates = candidatesFor(availability, search.demand)
  const days = [...windowsByDay(availability, search)].map(({ day, windows }) => {
    const shown: AvailabilityDay = { day, slots: [], rejected: [] }
    for (const window of windows) {
      const free = findFree(availability, window, search, candidates)
      if (free) shown.slots.push({ slot: { ...window, free }, availability, search, terms })
      else if (explain) shown.rejected.push({ ...window, found, ...judgeWindow(availability, window, search) })
    }
    return shown
  })
  return { ...found, days }
}

const RejectedWindow = builder.objectRef<RejectedWindow>('RejectedWindow').implement({
  description: 'A time that cannot be had, and why not.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    startsAt: t.field({ type: 'DateTime', description: 'When it would begin.', resolve: ({ from }) => new Date(from) }),
    endsAt: t.field({ type: 'DateTime', description: 'When it would end.', resolve: ({ to }) => new Date(to) }),
    localStart: t.string({
      description: 'When it would begin by the clock of the station, as in Slot.localStart.',
      resolve: ({ from, found: { availability } }) => localText(availability.calendar, availability.zone, from),
    }),
    reasons: t.field({
      type: [AvailabilityReason],
      listSize: MAX_REASONS,
      cost: 0,
      description: `All that speaks against it; of more than ${MAX_REASONS} things the first.`,
      resolve: ({ reasons }) => reasons.slice(0, MAX_REASONS),
    }),
  }),
})

const AvailabilityDay = builder.objectRef<AvailabilityDay>('AvailabilityDay').implement({
  description:
    'A day on the calendar of the station. What begins on it belongs to it, also where it ends after midnight.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    date: t.field({ type: 'LocalDate', description: 'Which day.', resolve: ({ day }) => day.date }),
    slots: t.field({
      type: [Slot],
      listSize: 300,
      cost: 0,
      description:
        'What can be had, in the order of time: one for each step of the policy, a day of 25 hours included.',
      resolve: ({ slots }) => slots,
    }),
    rejected: t.field({
      type: [RejectedWindow],
      listSize: 300,
      cost: 0,
      description: 'What cannot be had, in the order of time; empty unless explain is true.',
      resolve: ({ rejected }) => rejected,
    }),
  }),
})

export const Availability = builder.objectRef<ShownAvailability>('Availability').implement({
  description:
    'When a station can be booked for something. Days are those of its own calendar, and steps those of its clock: a time that the clock skips is not offered, and one that it shows twice is offered twice.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    stationId: t.id({
      description: 'Which station.',
      resolve: ({ availability: { stationId } }) => publicId('station', stationId),
    }),
    timeZone: t.field({
      type: 'TimeZone',
      description: 'The zone of the station, in which all local dates and times are.',
      resolve: ({ availability: { zone } }) => zone,
    }),
    from: t.field({
      type: 'DateTime',
      description: 'The beginning of the range, as it was understood.',
      resolve: ({ search: { range } }) => new Date(range.from),
    }),
    until: t.field({
      type: 'DateTime',
      description: 'The end of the range; what begins then does not belong to it.',
      resolve: ({ search: { range } }) => new Date(range.to),
    }),
    durationMinutes: t.int({
      description: 'How long each time is, in minutes.',
      resolve: ({ search: { durationMinutes } }) => durationMinutes,
    }),
    policyVersion: t.int({
      description: "The version of the station's booking policy that this follows; 0 where it has none.",
      resolve: ({ availability: { policy } }) => policy.version,
    }),
    days: t.field({
      type: [AvailabilityDay],
      listSize: 33,
      cost: 0,
      description: 'Every day of the range, also those without a time: at most 33.',
      resolve: ({ days }) => days,
    }),
  }),
})
