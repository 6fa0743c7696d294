import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { enumFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { UserError } from '#graphql/user-errors.ts'
import { actorOf, holdsAt, type Viewer } from '#kernel/viewer.ts'
import { User } from '../../../identity/index.ts'
import { TimeOffConflictError } from '../../model/availability/time-off.ts'
import { type TimeOffRow, timeOffById } from '../../store/availability/time-off-reads.ts'
import { Booking } from '../booking.type.ts'
import { Resource } from '../resource.type.ts'

export const TimeOffKind = builder.enumType('TimeOffKind', {
  description: 'What sort of time off.',
  values: {
    VACATION: { description: 'Vacation.' },
    SICKNESS: { description: 'Sickness.' },
    PERSONAL: { description: 'A matter of their own.' },
    OTHER: { description: 'Something else.' },
  } as const,
})

export const TimeOffStatus = builder.enumType('TimeOffStatus', {
  description: 'How far a request for time off has come.',
  values: {
    REQUESTED: { description: 'Asked for; it blocks nothing yet.' },
    APPROVED: { description: 'Granted: nothing is booked into it.' },
    DECLINED: { description: 'Turned down.' },
    CANCELLED: { description: 'Taken back.' },
  } as const,
})

export const TimeOffKindFilter = enumFilter('TimeOffKind', TimeOffKind)
export const TimeOffStatusFilter = enumFilter('TimeOffStatus', TimeOffStatus)

export const TimeOff = loadableRef('TimeOff', timeOffById)

registerNode('time off', 'TimeOff', async (uuid, { reads, viewer }) => {
  const row = await reads.load(timeOffById, uuid)
  return row && mayReadTimeOff(row, viewer) ? row : null
})

/** Whether the viewer decides on it, or asks for it themselves. */
export function mayReadTimeOff({ personId, stationId }: TimeOffRow, viewer: Viewer): boolean {
  const isOwn = personId !== null && personId === actorOf(viewer)
  return (
    (isOwn && holdsAt(viewer, 'bookings:timeoff:request', stationId)) ||
    holdsAt(viewer, 'bookings:timeoff:approve', stationId)
  )
}

TimeOff.implement({
  description: 'A stretch in which somebody does not work, or asks not to.',
  interfaces: [Node],
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('time off', id) }),
    resource: t.field({
      type: Resource,
      subGraphs: ['admin'],
      description: 'Whose.',
      resolve: ({ resourceId }) => resourceId,
    }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it begins.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it ends.' }),
    kind: t.expose('kind', { type: TimeOffKind, description: 'What sort.' }),
    status: t.expose('status', { type: TimeOffStatus, description: 'How far it has come.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, if somebody said so.' }),
    requestedBy: t.field({
      type: User,
      nullable: true,
      subGraphs: ['admin'],
      description: 'Who asked for it; null when the account is gone.',
      resolve: ({ requestedById }) => requestedById,
    }),
    decidedBy: t.field({
      type: User,
      nullable: true,
      subGraphs: ['admin'],
      description: 'Who decided; null before that, and when the account is gone.',
      resolve: ({ decidedById }) => decidedById,
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When that was decided.' }),
    version: t.exposeInt('version', { description: 'Rises with each step; mutations name the one that they saw.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
  }),
})

export const TimeOffConnection = connectionType('TimeOff', TimeOff)

/** The payload of a mutation that leaves a time off behind. */
export function timeOffPayload(name: string, description: string) {
  return builder.objectRef<{ timeOffId: string }>(name).implement({
    description,
    defaultSubGraphsForFields: inApps,
    fields: (t) => ({
      timeOff: t.field({ type: TimeOff, description: 'The time off.', resolve: ({ timeOffId }) => timeOffId }),
    }),
  })
}

builder.objectType(TimeOffConflictError, {
  name: 'TimeOffConflictError',
  description: 'There are bookings in that time. Nothing was decided.',
  interfaces: [UserError],
  fields: (t) => ({
    bookings: t.field({
      type: [Booking],
      listSize: 100,
      description: 'Which, the first to begin first; at most 100.',
      resolve: ({ bookingIds }) => [...bookingIds],
    }),
  }),
})
