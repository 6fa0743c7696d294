import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { startTravel } from '../use-cases/start-travel.ts'
import { bookingPayload } from './booking.type.ts'
import { stepFields, toStep } from './booking-step.input.ts'

const StartTravelInput = builder.inputType('StartTravelInput', {
  description: 'To which booking somebody sets out.',
  fields: stepFields,
})

const StartTravelPayload = bookingPayload('StartTravelPayload', 'Somebody is on the way.', inApps)

builder.mutationField('startTravel', (t) =>
  t.field({
    type: StartTravelPayload,
    description:
      'Says that somebody is on the way to a CONFIRMED booking, if nobody changed it since expectedVersion. From now on it is neither moved nor cancelled. In the chef app for own bookings.',
    subGraphs: inApps,
    authScopes: { permission: 'bookings:booking:operate' },
    args: { input: t.arg({ type: StartTravelInput, required: true, description: 'Which booking.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'StartTravelResult' },
    },
    resolve: (_root, { input }, { perform, audience }) =>
      perform(startTravel, { ...toStep(input), onlyOwn: audience === 'chef' }),
  }),
)
