import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { setAvailability } from '../../use-cases/availability/set-availability.ts'
import { resourcePayload } from './resource-payload.type.ts'

const AvailabilityRuleInput = builder.inputType('AvailabilityRuleInput', {
  description: 'Hours on one day of each week, by the clock of the station.',
  fields: (t) => ({
    weekday: t.int({ required: true, description: '1 is Monday, 7 is Sunday.' }),
    start: t.field({ type: 'LocalTime', required: true, description: 'When they begin.' }),
    end: t.field({
      type: 'LocalTime',
      required: true,
      description: 'When they end: on the next day, when that is not after the start.',
    }),
    validFrom: t.field({ type: 'LocalDate', description: 'The first day; for ever when it is not given.' }),
    validUntil: t.field({
      type: 'LocalDate',
      description: 'The first day on which they hold no more; for ever when it is not given.',
    }),
  }),
})

const SetAvailabilityInput = builder.inputType('SetAvailabilityInput', {
  description: 'The hours of a resource, all of them.',
  fields: (t) => ({
    resourceId: t.id({ required: true, description: 'Which resource.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    rules: t.field({
      type: [AvailabilityRuleInput],
      required: true,
      description: 'At most 100, in place of those before; without any it can be had at all times.',
    }),
  }),
})

const SetAvailabilityPayload = resourcePayload(
  'SetAvailabilityPayload',
  'The hours are set. What is booked outside of them stays.',
)

builder.mutationField('setAvailability', (t) =>
  t.field({
    type: SetAvailabilityPayload,
    description: 'Sets the hours of a resource, if nobody changed it since expectedVersion.',
    authScopes: { permission: 'bookings:availability:manage' },
    args: { input: t.arg({ type: SetAvailabilityInput, required: true, description: 'The hours.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'SetAvailabilityResult' },
    },
    resolve: (_root, { input: { resourceId, expectedVersion, rules } }, { perform }) =>
      perform(setAvailability, {
        resourceId: requireId('resource', resourceId, 'resourceId'),
        expectedVersion,
        fields: { rules },
      }),
  }),
)
