import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { cancelTimeOff } from '../../use-cases/availability/cancel-time-off.ts'
import { timeOffPayload } from './time-off.type.ts'

const CancelTimeOffInput = builder.inputType('CancelTimeOffInput', {
  description: 'Which time off.',
  fields: (t) => ({
    timeOffId: t.id({ required: true, description: 'Which.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }),
})

const CancelTimeOffPayload = timeOffPayload('CancelTimeOffPayload', 'It is taken back: its time can be booked again.')

builder.mutationField('cancelTimeOff', (t) =>
  t.field({
    type: CancelTimeOffPayload,
    subGraphs: inApps,
    description:
      'Takes REQUESTED or APPROVED time off back, if nobody changed it since expectedVersion: that of oneself, or any where one decides on it.',
    authScopes: { permission: 'bookings:timeoff:request' },
    args: { input: t.arg({ type: CancelTimeOffInput, required: true, description: 'Which time off.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'CancelTimeOffResult' },
    },
    resolve: (_root, { input: { timeOffId, ...rest } }, { perform }) =>
      perform(cancelTimeOff, { timeOffId: requireId('time off', timeOffId, 'timeOffId'), ...rest }),
  }),
)
