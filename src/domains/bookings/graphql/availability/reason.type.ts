import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { holdsAnywhere } from '#kernel/viewer.ts'
import type { Reason } from '../../model/availability/judgement.ts'

const AvailabilityReasonCode = builder.enumType('AvailabilityReasonCode', {
  description: 'Why a time cannot be had.',
  values: {
    NOTICE: { description: 'It begins sooner than the station wants to know of it.' },
    HORIZON: { description: 'It lies further ahead than the station lets itself be booked.' },
    HOURS: { description: 'It is not within the hours of the resource.' },
    OVERRIDE: { description: 'It would be within the hours, but the day is different.' },
    TIME_OFF: { description: 'The person does not work then.' },
    BUFFER: { description: 'Another job is too near: minutes says how far it must be.' },
    TRAVEL: { description: 'The way to or from another job takes longer, by minutes, than there is time.' },
    DAILY_CAP: { description: 'The resource, or the whole station, has as many jobs on that day as it may have.' },
    HELD: { description: 'It is held for somebody.' },
    BOOKED: { description: 'It is booked.' },
    BLOCKED: { description: 'It is blocked.' },
    SKILL: { description: 'The person lacks a skill that is asked for.' },
    RESOURCES: { description: 'The station has no such resource, or not so many of the kind.' },
  } as const,
})

export const AvailabilityReason = builder.objectRef<Reason>('AvailabilityReason').implement({
  description: 'One thing that speaks against a time.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    code: t.expose('code', { type: AvailabilityReasonCode, description: 'What it is.' }),
    resourceId: t.id({
      nullable: true,
      description: 'Of which resource; null where it is about the whole station.',
      resolve: ({ resourceId }) => resourceId && publicId('resource', resourceId),
    }),
    bookingId: t.id({
      nullable: true,
      description: 'The job that stands in the way or is too near. Only for those who may see bookings.',
      resolve: ({ bookingId }, _args, { viewer }) =>
        bookingId && holdsAnywhere(viewer, 'bookings:booking:read') ? publicId('booking', bookingId) : null,
    }),
    minutes: t.exposeInt('minutes', {
      nullable: true,
      description: 'BUFFER and TRAVEL: the minutes that have to lie in between.',
    }),
    until: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When what stands in the way ends; with NOTICE, from when on one may book.',
      resolve: ({ until }) => (until === null ? null : new Date(until)),
    }),
  }),
})
