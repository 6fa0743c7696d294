import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { setAvailabilityOverride } from '../../use-cases/availability/set-availability-override.ts'
import { AvailabilityOverride, AvailabilityOverrideKind } from './availability-override.type.ts'

const SetAvailabilityOverrideInput = builder.inputType('SetAvailabilityOverrideInput', {
  description: 'A day that is different.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'At which station.' }),
    resourceId: t.id({ description: 'For which resource; for the whole station when it is not given.' }),
    date: t.field({ type: 'LocalDate', required: true, description: 'Which day, on the calendar of the station.' }),
    kind: t.field({ type: AvailabilityOverrideKind, required: true, description: 'In what way.' }),
    start: t.field({ type: 'LocalTime', description: 'When it opens: for OPEN, and for that alone.' }),
    end: t.field({
      type: 'LocalTime',
      description: 'When it closes: for OPEN alone; on the next day, when that is not after the start.',
    }),
    reason: t.string({ description: 'Why, at most 500 characters.' }),
  }),
})

const SetAvailabilityOverridePayload = builder
  .objectRef<{ overrideId: string }>('SetAvailabilityOverridePayload')
  .implement({
    description: 'The day is different now. What is booked on it stays.',
    fields: (t) => ({
      override: t.field({
        type: AvailabilityOverride,
        description: 'How it is different.',
        resolve: ({ overrideId }) => overrideId,
      }),
    }),
  })

builder.mutationField('setAvailabilityOverride', (t) =>
  t.field({
    type: SetAvailabilityOverridePayload,
    description:
      'Makes a day different for a resource, or for a whole station, in place of what made it different before. That of a resource counts before that of its station.',
    authScopes: { permission: 'bookings:availability:manage' },
    args: { input: t.arg({ type: SetAvailabilityOverrideInput, required: true, description: 'The day.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'SetAvailabilityOverrideResult' } },
    resolve: (_root, { input: { stationId, resourceId, ...fields } }, { perform }) =>
      perform(setAvailabilityOverride, {
        stationId: requireId('station', stationId, 'stationId'),
        resourceId: resourceId == null ? null : requireId('resource', resourceId, 'resourceId'),
        fields,
      }),
  }),
)
