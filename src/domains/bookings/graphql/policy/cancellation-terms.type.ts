import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { Money } from '#graphql/money.ts'
import type { CancellationTerms } from '../../model/policy/cancellation.ts'

/** With the currency of the booking. */
export interface ShownTerms extends CancellationTerms {
  currency: string
}

export const CancellationTermsType = builder.objectRef<ShownTerms>('CancellationTerms').implement({
  description: 'What it costs to call a booking off.',
  defaultSubGraphsForFields: withPartners,
  fields: (t) => ({
    fee: t.field({
      type: Money,
      description: 'What is kept of the total.',
      resolve: ({ feeCents, currency }) => ({ amountCents: feeCents, currency }),
    }),
    refund: t.field({
      type: Money,
      description: 'What is left of the total: so much is paid back of it, if it was paid.',
      resolve: ({ refundCents, currency }) => ({ amountCents: refundCents, currency }),
    }),
    feePercent: t.int({
      description: 'The fee, in percent of the total, 0 to 100.',
      resolve: ({ tier }) => tier?.feePercent ?? 0,
    }),
    hoursBefore: t.int({
      nullable: true,
      description: 'Because it is less than so many hours to the start; null where it costs nothing.',
      resolve: ({ tier }) => tier?.hoursBefore ?? null,
    }),
  }),
})
