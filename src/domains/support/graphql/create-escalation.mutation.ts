import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { createEscalation } from '../use-cases/create-escalation.ts'
import { EscalationPriority, EscalationReason } from './escalation-enums.ts'
import { escalationPayload } from './escalation-payload.type.ts'

const CreateEscalationInput = builder.inputType('CreateEscalationInput', {
  description: 'A new escalation.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'The station that has to solve it.' }),
    customerId: t.id({ description: 'Whom it is about: a customer of that station.' }),
    bookingId: t.id({ description: 'Which booking it is about: one of that station.' }),
    reason: t.field({ type: EscalationReason, required: true, description: 'What it is about.' }),
    summary: t.string({ required: true, description: 'The matter in words, 1 to 2000 characters.' }),
    priority: t.field({
      type: EscalationPriority,
      required: true,
      defaultValue: 'NORMAL',
      description: 'How much haste there is.',
    }),
  }),
})

const CreateEscalationPayload = escalationPayload(
  'CreateEscalationPayload',
  'The escalation has been opened, and whoever listens is alerted.',
)

builder.mutationField('createEscalation', (t) =>
  t.field({
    type: CreateEscalationPayload,
    description: 'Opens an escalation at a station.',
    authScopes: { permission: 'support:escalation:create' },
    args: { input: t.arg({ type: CreateEscalationInput, required: true, description: 'The escalation.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'CreateEscalationResult' } },
    resolve: (_root, { input: { stationId, customerId, bookingId, ...fields } }, { perform }) =>
      perform(createEscalation, {
        stationId: requireId('station', stationId, 'stationId'),
        customerId: customerId == null ? null : requireId('customer', customerId, 'customerId'),
        bookingId: bookingId == null ? null : requireId('booking', bookingId, 'bookingId'),
        fields,
      }),
  }),
)
