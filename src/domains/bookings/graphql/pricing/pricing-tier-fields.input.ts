import type { InputFields } from '#graphql/builder.ts'

/** What a pricing tier may have, in a new one as in a change. */
export function tierFields(t: InputFields) {
  return {
    weekendBp: t.int({
      description:
        'What it is times on Saturdays and Sundays, in ten thousandths: 10000 to 50000; 10000, no change, when there is none.',
    }),
    holidayBp: t.int({
      description:
        'What it is times on holidays, in ten thousandths: 10000 to 50000; 10000, no change, when there is none.',
    }),
    validFromDate: t.field({ type: 'LocalDate', description: 'The first day of service for which it holds.' }),
    validUntilDate: t.field({ type: 'LocalDate', description: 'The last day of service for which it holds.' }),
  }
}
