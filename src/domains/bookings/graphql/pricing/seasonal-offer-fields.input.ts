import type { InputFields } from '#graphql/builder.ts'

/** What a seasonal offer may have, in a new one as in a change. */
export function offerFields(t: InputFields) {
  return {
    code: t.string({
      description:
        'What customers have to name: 3 to 32 letters, digits and hyphens, in any case. Without one everybody gets it.',
    }),
    serviceFromDate: t.field({ type: 'LocalDate', description: 'The first day of service for which it is good.' }),
    serviceUntilDate: t.field({ type: 'LocalDate', description: 'The last day of service for which it is good.' }),
    bookedFromDate: t.field({ type: 'LocalDate', description: 'The first day of booking on which it is good.' }),
    bookedUntilDate: t.field({ type: 'LocalDate', description: 'The last day of booking on which it is good.' }),
    discountBp: t.int({
      description: 'How much off, in ten thousandths of the subtotal: 1 to 10000. Either this or discountCents.',
    }),
    discountCents: t.field({
      type: 'SafeInt',
      description: "How much off, in the currency's smallest unit: 1 to 100000000000.",
    }),
    capCents: t.field({
      type: 'SafeInt',
      description: "The most that it takes off, in the currency's smallest unit: 1 to 100000000000.",
    }),
  }
}
