import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { BadInputError } from '#kernel/errors.ts'
import { timeText } from '../../model/availability/hours-input.ts'
import { type OverrideRange, overrideById } from '../../store/availability/hours-reads.ts'

export const MAX_OVERRIDES = 366

export const AvailabilityOverrideKind = builder.enumType('AvailabilityOverrideKind', {
  description: 'In what way a day is different.',
  values: {
    OPEN: { description: 'Open in these hours, and in no others.' },
    CLOSED: { description: 'Closed.' },
  } as const,
})

export const AvailabilityOverride = loadableRef('AvailabilityOverride', overrideById)

registerNode(
  'availability override',
  'AvailabilityOverride',
  readableAtStation(overrideById, 'bookings:availability:read'),
)

AvailabilityOverride.implement({
  description: 'A day that is different, for a resource or for a whole station.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('availability override', id) }),
    date: t.expose('date', { type: 'LocalDate', description: 'Which day, on the calendar of the station.' }),
    kind: t.expose('kind', { type: AvailabilityOverrideKind, description: 'In what way.' }),
    start: t.field({
      type: 'LocalTime',
      nullable: true,
      description: 'When it opens; null when it is CLOSED.',
      resolve: ({ startMinute }) => (startMinute === null ? null : timeText(startMinute)),
    }),
    end: t.field({
      type: 'LocalTime',
      nullable: true,
      description: 'When it closes, after midnight when that is not after the start; null when it is CLOSED.',
      resolve: ({ endMinute }) => (endMinute === null ? null : timeText(endMinute)),
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, if somebody said so.' }),
  }),
})

/** Arguments of lists of overrides. */
export const overrideRange = builder.args((t) => ({
  fromDate: t.field({ type: 'LocalDate', required: true, description: 'The first day.' }),
  untilDate: t.field({
    type: 'LocalDate',
    required: true,
    description: `The day after the last one; at most ${MAX_OVERRIDES} days in all.`,
  }),
}))

const DAY_MS = 86_400_000

export function toOverrideRange(range: OverrideRange): OverrideRange {
  const days = (Date.parse(range.untilDate) - Date.parse(range.fromDate)) / DAY_MS
  if (days < 1 || days > MAX_OVERRIDES)
    throw new BadInputError(`Give a range of 1 to ${MAX_OVERRIDES} days, not ${days}.`)
  return range
}
