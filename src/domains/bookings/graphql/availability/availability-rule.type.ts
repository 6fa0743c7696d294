import { builder } from '#graphql/builder.ts'
import { timeText } from '../../model/availability/hours-input.ts'
import type { AvailabilityRuleRow } from '../../store/availability/hours-reads.ts'

export const AvailabilityRule = builder.objectRef<AvailabilityRuleRow>('AvailabilityRule').implement({
  description: 'Hours of a resource on one day of each week, by the clock of its station.',
  fields: (t) => ({
    weekday: t.exposeInt('weekday', { description: '1 is Monday, 7 is Sunday.' }),
    start: t.field({
      type: 'LocalTime',
      description: 'When they begin. A time that the clock skips on some day is later on it by as much as is skipped.',
      resolve: ({ startMinute }) => timeText(startMinute),
    }),
    end: t.field({
      type: 'LocalTime',
      description:
        'When they end: on the next day, when that is not after the start. A time that the clock shows twice means the second.',
      resolve: ({ endMinute }) => timeText(endMinute),
    }),
    validFrom: t.expose('validFrom', {
      type: 'LocalDate',
      nullable: true,
      description: 'The first day; null for ever.',
    }),
    validUntil: t.expose('validUntil', {
      type: 'LocalDate',
      nullable: true,
      description: 'The first day on which they hold no more; null for never.',
    }),
  }),
})
