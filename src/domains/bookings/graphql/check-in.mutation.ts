import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { checkIn } from '../use-cases/check-in.ts'
import { bookingPayload } from './booking.type.ts'
import { stepFields, toStep } from './booking-step.input.ts'

const CheckInInput = builder.inputType('CheckInInput', {
  description: 'At which booking the service begins.',
  fields: stepFields,
})

const CheckInPayload = bookingPayload('CheckInPayload', 'The service is running.', inApps)

builder.mutationField('checkIn', (t) =>
  t.field({
    type: CheckInPayload,
    description:
      'Begins the service of a booking that somebody is EN_ROUTE to, or of an APPOINTMENT that is CONFIRMED, if nobody changed it since expectedVersion. In the chef app for own bookings.',
    subGraphs: inApps,
    authScopes: { permission: 'bookings:booking:operate' },
    args: { input: t.arg({ type: CheckInInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'CheckInResult' },
    },
    resolve: (_root, { input }, { perform, audience }) =>
      perform(checkIn, { ...toStep(input), onlyOwn: audience === 'chef' }),
  }),
)
