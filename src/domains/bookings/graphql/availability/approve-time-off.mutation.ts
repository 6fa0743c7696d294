import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { TimeOffConflictError } from '../../model/availability/time-off.ts'
import { approveTimeOff } from '../../use-cases/availability/approve-time-off.ts'
import { timeOffPayload } from './time-off.type.ts'

const ApproveTimeOffInput = builder.inputType('ApproveTimeOffInput', {
  description: 'Which time off.',
  fields: (t) => ({
    timeOffId: t.id({ required: true, description: 'Which.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
    force: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether to grant it in spite of bookings in that time, which stay.',
    }),
  }),
})

const ApproveTimeOffPayload = timeOffPayload(
  'ApproveTimeOffPayload',
  'It is granted: nothing is booked into it from now on.',
)

builder.mutationField('approveTimeOff', (t) =>
  t.field({
    type: ApproveTimeOffPayload,

    description:
      'Grants REQUESTED time off, if nobody changed it since expectedVersion. Where there are bookings in it, only with force.',
    authScopes: { permission: 'bookings:timeoff:approve' },
    args: { input: t.arg({ type: ApproveTimeOffInput, required: true, description: 'Which time off.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError, TimeOffConflictError],
      union: { name: 'ApproveTimeOffResult' },
    },
    resolve: (_root, { input: { timeOffId, ...rest } }, { perform }) =>
      perform(approveTimeOff, { timeOffId: requireId('time off', timeOffId, 'timeOffId'), ...rest }),
  }),
)
