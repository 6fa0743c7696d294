import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { requestTimeOff } from '../../use-cases/availability/request-time-off.ts'
import { TimeOffKind, timeOffPayload } from './time-off.type.ts'

const RequestTimeOffInput = builder.inputType('RequestTimeOffInput', {
  description: 'Time off that is asked for.',
  fields: (t) => ({
    resourceId: t.id({ required: true, description: 'Whose: the own resource, or any where one decides on time off.' }),
    startsAt: t.field({ type: 'DateTime', required: true, description: 'When it begins.' }),
    endsAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it ends: after startsAt, by 366 days at most.',
    }),
    kind: t.field({ type: TimeOffKind, required: true, description: 'What sort.' }),
    reason: t.string({ description: 'Why, at most 500 characters.' }),
  }),
})

const RequestTimeOffPayload = timeOffPayload('RequestTimeOffPayload', 'It is asked for; it blocks nothing yet.')

builder.mutationField('requestTimeOff', (t) =>
  t.field({
    type: RequestTimeOffPayload,
    subGraphs: inApps,
    description: 'Asks for time off.',
    authScopes: { permission: 'bookings:timeoff:request' },
    args: { input: t.arg({ type: RequestTimeOffInput, required: true, description: 'The time off.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'RequestTimeOffResult' } },
    resolve: (_root, { input: { resourceId, ...fields } }, { perform }) =>
      perform(requestTimeOff, { resourceId: requireId('resource', resourceId, 'resourceId'), fields }),
  }),
)
