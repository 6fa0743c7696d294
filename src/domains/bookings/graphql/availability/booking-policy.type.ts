import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { weights } from '#graphql/cost/weights.ts'
import { Money } from '#graphql/money.ts'
import { User } from '../../../identity/index.ts'
import type { CancellationTier, RescheduleLimit } from '../../model/availability/booking-policy.ts'
import type { PolicyRow } from '../../store/availability/policy-reads.ts'

export const PolicyActor = builder.enumType('PolicyActor', {
  description: 'Whose wish it is.',
  values: {
    CUSTOMER: { description: 'The customer.' },
    PARTNER: { description: 'A partner, for the customer.' },
    STAFF: { description: 'The station.' },
  } as const,
})

const CancellationTierType = builder.objectRef<CancellationTier>('CancellationTier').implement({
  description: 'What a late cancellation costs.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    actor: t.expose('actor', { type: PolicyActor, description: 'When it is the wish of this one.' }),
    hoursBefore: t.exposeInt('hoursBefore', { description: 'Less than so many hours before the start.' }),
    feePercent: t.exposeInt('feePercent', { description: 'The fee, in percent of the total, 0 to 100.' }),
  }),
})

const RescheduleLimitType = builder.objectRef<RescheduleLimit>('RescheduleLimit').implement({
  description: 'How often a booking can be moved, and until when.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    actor: t.expose('actor', { type: PolicyActor, description: 'When it is the wish of this one.' }),
    hoursBefore: t.exposeInt('hoursBefore', { description: 'Not later than so many hours before the start.' }),
    maxTimes: t.exposeInt('maxTimes', { description: 'Not more often than this.' }),
  }),
})

export interface ShownPolicy extends PolicyRow {
  /** Of the station. */
  currency: string
}

export const BookingPolicy = builder.objectRef<ShownPolicy>('BookingPolicy').implement({
  description: 'What a station lets itself be booked for, and on what terms. Each change is a new version.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    version: t.int({ description: 'Which version, from 1.', resolve: ({ policy }) => policy.version }),
    alignmentMinutes: t.int({
      description: 'Offers begin at multiples of so many minutes after midnight.',
      resolve: ({ policy }) => policy.alignmentMinutes,
    }),
    minimumNoticeMinutes: t.int({
      description: 'Bookings are made so many minutes ahead at least.',
      resolve: ({ policy }) => policy.minimumNoticeMinutes,
    }),
    horizonDays: t.int({
      nullable: true,
      description: 'The last day that can be booked is so many days after today.',
      resolve: ({ policy }) => policy.horizonDays,
    }),
    bufferBeforeMinutes: t.int({
      description:
        'Minutes that a resource needs before a job. Between two jobs lies what one needs afterwards or the other before, whichever is more.',
      resolve: ({ policy }) => policy.bufferBeforeMinutes,
    }),
    bufferAfterMinutes: t.int({
      description: 'Minutes that a resource needs after a job.',
      resolve: ({ policy }) => policy.bufferAfterMinutes,
    }),
    resourceDailyCap: t.int({
      nullable: true,
      description: 'Jobs of one resource that begin on one day, at most; null for any number.',
      resolve: ({ policy }) => policy.resourceDailyCap,
    }),
    stationDailyCap: t.int({
      nullable: true,
      description: 'Jobs of the whole station that begin on one day, at most; null for any number.',
      resolve: ({ policy }) => policy.stationDailyCap,
    }),
    holdMinutes: t.int({
      description: 'How long a hold lasts unless somebody says otherwise.',
      resolve: ({ policy }) => policy.holdMinutes,
    }),
    travelSpeedKmh: t.int({
      description: 'How fast one gets from job to job, in kilometres an hour along a great circle.',
      resolve: ({ policy }) => policy.travelSpeedKmh,
    }),
    depositBasisPoints: t.int({
      nullable: true,
      description: 'The deposit in hundredths of a percent of the total; null when it is a sum, or there is none.',
      resolve: ({ policy }) => policy.depositBasisPoints,
    }),
    deposit: t.field({
      type: Money,
      nullable: true,
      description: 'The deposit as a sum; null when it is a part of the total, or there is none.',
      resolve: ({ policy, currency }) =>
        policy.depositCents === null ? null : { amountCents: policy.depositCents, currency },
    }),
    cancellationTiers: t.field({
      type: [CancellationTierType],
      listSize: 20,
      cost: weights.part,
      description: 'What late cancellations cost, at most 20.',
      resolve: ({ policy }) => [...policy.cancellationTiers],
    }),
    rescheduleLimits: t.field({
      type: [RescheduleLimitType],
      listSize: 3,
      cost: weights.part,
      description: 'How often and until when bookings can be moved: one for each actor at most.',
      resolve: ({ policy }) => [...policy.rescheduleLimits],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it holds, or held.' }),
    createdBy: t.field({
      type: User,
      subGraphs: ['admin'],
      nullable: true,
      description: 'Who set it; null for the gateway itself, and when the account is gone.',
      resolve: ({ createdById }) => createdById,
    }),
  }),
})

export const BookingPolicyConnection = connectionType('BookingPolicy', BookingPolicy)
