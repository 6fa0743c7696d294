import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { CancellationChangedError, RescheduleLimitError } from '../../model/policy/refusals.ts'
import { CancellationTermsType } from './cancellation-terms.type.ts'

builder.objectType(RescheduleLimitError, {
  name: 'RescheduleLimitError',
  description: 'The policy that the booking was made by does not let it be moved any more.',
  defaultSubGraphsForFields: withPartners,
  interfaces: [UserError],
  fields: (t) => ({
    maxTimes: t.exposeInt('maxTimes', { description: 'So often it can be moved.' }),
    timesMoved: t.exposeInt('timesMoved', { description: 'So often it has been moved.' }),
    until: t.expose('until', { type: 'DateTime', description: 'Until when it can be moved.' }),
  }),
})

builder.objectType(CancellationChangedError, {
  name: 'CancellationChangedError',
  description:
    'What was quoted does not stand: the quote has expired, or is none of this booking as it is. Nothing was done.',
  defaultSubGraphsForFields: withPartners,
  interfaces: [UserError],
  fields: (t) => ({
    old: t.field({
      type: CancellationTermsType,
      nullable: true,
      description: 'What was quoted; null for what is no quote of this booking.',
      resolve: ({ quoted, currency }) => quoted && { ...quoted, currency },
    }),
    new: t.field({
      type: CancellationTermsType,
      description: 'What it costs now.',
      resolve: ({ current, currency }) => ({ ...current, currency }),
    }),
  }),
})
