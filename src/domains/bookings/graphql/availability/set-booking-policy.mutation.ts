import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { Station } from '../../../identity/index.ts'
import { setBookingPolicy } from '../../use-cases/availability/set-booking-policy.ts'
import { PolicyActor } from './booking-policy.type.ts'

const CancellationTierInput = builder.inputType('CancellationTierInput', {
  description: 'What a late cancellation costs.',
  fields: (t) => ({
    actor: t.field({ type: PolicyActor, required: true, description: 'When it is the wish of this one.' }),
    hoursBefore: t.int({ required: true, description: 'Less than so many hours before the start, 0 to 8784.' }),
    feePercent: t.int({
      required: true,
      description: 'The fee, in percent of the total, 0 to 100; never less towards the start.',
    }),
  }),
})

const RescheduleLimitInput = builder.inputType('RescheduleLimitInput', {
  description: 'How often a booking can be moved, and until when.',
  fields: (t) => ({
    actor: t.field({ type: PolicyActor, required: true, description: 'When it is the wish of this one.' }),
    hoursBefore: t.int({ required: true, description: 'Not later than so many hours before the start, 0 to 8784.' }),
    maxTimes: t.int({ required: true, description: 'Not more often than this, 0 to 100.' }),
  }),
})

const SetBookingPolicyInput = builder.inputType('SetBookingPolicyInput', {
  description: 'The policy of a station, all of it: what is left out limits nothing.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'Which station.' }),
    expectedVersion: t.int({ required: true, description: 'The version that holds now; 0 where there is none.' }),
    alignmentMinutes: t.int({
      description:
        'Offers begin at multiples of so many minutes after midnight: 5 to 1440, a divisor of 1440. 15 when it is not given.',
    }),
    minimumNoticeMinutes: t.int({
      description: 'So many minutes ahead at least, 0 to 527040; 0 when it is not given.',
    }),
    horizonDays: t.int({
      required: true,
      description: 'The last day that can be booked is so many days after today, 1 to 36525.',
    }),
    bufferBeforeMinutes: t.int({
      description: 'Minutes that a resource needs before a job, 0 to 1440; 0 when it is not given.',
    }),
    bufferAfterMinutes: t.int({
      description: 'Minutes that a resource needs after a job, 0 to 1440; 0 when it is not given.',
    }),
    resourceDailyCap: t.int({ description: 'Jobs of one resource that begin on one day, 1 to 1000.' }),
    stationDailyCap: t.int({ description: 'Jobs of the whole station that begin on one day, 1 to 100000.' }),
    holdMinutes: t.int({ description: 'How long a hold lasts, 1 to 60 minutes; 15 when it is not given.' }),
    travelSpeedKmh: t.int({
      description: 'Kilometres an hour along a great circle from job to job, 1 to 300; 50 when it is not given.',
    }),
    depositBasisPoints: t.int({ description: 'The deposit in hundredths of a percent of the total, 1 to 10000.' }),
    depositCents: t.field({
      type: 'SafeInt',
      description:
        "The deposit as a sum in the smallest unit of the station's currency; in place of depositBasisPoints.",
    }),
    cancellationTiers: t.field({ type: [CancellationTierInput], description: 'At most 20.' }),
    rescheduleLimits: t.field({ type: [RescheduleLimitInput], description: 'One for each actor at most.' }),
  }),
})

const SetBookingPolicyPayload = builder.objectRef<{ stationId: string }>('SetBookingPolicyPayload').implement({
  description: 'The policy holds from now on. What was booked under an older version keeps to that.',
  fields: (t) => ({
    station: t.field({ type: Station, description: 'The station.', resolve: ({ stationId }) => stationId }),
  }),
})

builder.mutationField('setBookingPolicy', (t) =>
  t.field({
    type: SetBookingPolicyPayload,
    description: 'Sets the booking policy of a station as a new version, if nobody else did since expectedVersion.',
    authScopes: { permission: 'bookings:policy:manage' },
    args: { input: t.arg({ type: SetBookingPolicyInput, required: true, description: 'The policy.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'SetBookingPolicyResult' },
    },
    resolve: (_root, { input: { stationId, expectedVersion, ...fields } }, { perform }) =>
      perform(setBookingPolicy, { stationId: requireId('station', stationId, 'stationId'), expectedVersion, fields }),
  }),
)
