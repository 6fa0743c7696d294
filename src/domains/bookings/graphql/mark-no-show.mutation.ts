import { builder } from '#graphql/builder.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { markNoShow } from '../use-cases/mark-no-show.ts'
import { bookingPayload } from './booking.type.ts'
import { NoShowBy } from './booking-enums.ts'
import { stepFields, toStep } from './booking-step.input.ts'

const MarkNoShowInput = builder.inputType('MarkNoShowInput', {
  description: 'At which booking somebody was not there.',
  fields: (t) => ({
    ...stepFields(t),
    by: t.field({ type: NoShowBy, required: true, description: 'Who was not there.' }),
    reason: t.string({ description: 'What happened, at most 500 characters.' }),
  }),
})

const MarkNoShowPayload = bookingPayload('MarkNoShowPayload', 'The booking is written off; its resources are free.')

builder.mutationField('markNoShow', (t) =>
  t.field({
    type: MarkNoShowPayload,
    description:
      'Writes a CONFIRMED or EN_ROUTE booking off because somebody was not there, if nobody changed it since expectedVersion.',
    authScopes: { permission: 'bookings:booking:operate' },
    args: { input: t.arg({ type: MarkNoShowInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'MarkNoShowResult' },
    },
    resolve: (_root, { input }, { perform }) => perform(markNoShow, toStep(input)),
  }),
)
