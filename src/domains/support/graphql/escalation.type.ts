import { inApps } from '#graphql/audiences.ts'
import { connectionType, pageArguments, toPageRequest } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { Booking } from '../../bookings/index.ts'
import { Customer } from '../../customers/index.ts'
import { Station, User } from '../../identity/index.ts'
import { historyCountOfEscalation, historyOfEscalation, historyOldestFirst } from '../store/escalation-edges.ts'
import { escalationById } from '../store/escalation-reads.ts'
import { EscalationLevel, EscalationPriority, EscalationReason, EscalationStatus } from './escalation-enums.ts'
import { EscalationEventConnection } from './escalation-event.type.ts'

export const Escalation = loadableRef('Escalation', escalationById)

export const escalationNode = registerNode(
  'escalation',
  'Escalation',
  readableAtStation(escalationById, 'support:escalation:read'),
)

Escalation.implement({
  description: 'Something that a person of the business has to solve.',
  interfaces: [Node],
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('escalation', id) }),
    station: t.field({
      type: Station,
      description: 'The station that has to solve it.',
      resolve: ({ stationId }) => stationId,
    }),
    customer: t.field({
      subGraphs: ['admin'],
      type: Customer,
      nullable: true,
      description: 'Whom it is about, if anybody. Needs customers:customer:read.',
      resolve: ({ stationId, customerId }, _args, { viewer }) => {
        if (!holdsAt(viewer, 'customers:customer:read', stationId)) throw new ForbiddenError('customers:customer:read')
        return customerId
      },
    }),
    booking: t.field({
      subGraphs: ['admin'],
      type: Booking,
      nullable: true,
      description: 'Which booking it is about, if any. Needs bookings:booking:read.',
      resolve: ({ stationId, bookingId }, _args, { viewer }) => {
        if (!holdsAt(viewer, 'bookings:booking:read', stationId)) throw new ForbiddenError('bookings:booking:read')
        return bookingId
      },
    }),
    assignedTo: t.field({
      type: User,
      nullable: true,
      description: 'Who has it; null when nobody does.',
      resolve: ({ assignedToId }) => assignedToId,
    }),
    resolvedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who resolved it; null when nobody has, or the account is gone.',
      resolve: ({ resolvedById }) => resolvedById,
    }),
    reason: t.expose('reason', { type: EscalationReason, description: 'What it is about.' }),
    summary: t.exposeString('summary', { description: 'The matter in words, 1 to 2000 characters.' }),
    priority: t.expose('priority', { type: EscalationPriority, description: 'How much haste there is.' }),
    level: t.expose('level', { type: EscalationLevel, description: 'Whose turn it is.' }),
    status: t.expose('status', { type: EscalationStatus, description: 'How far it has come.' }),
    resolutionNotes: t.exposeString('resolutionNotes', {
      nullable: true,
      description: 'How it was resolved, at most 4000 characters.',
    }),
    assignedAt: t.expose('assignedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last given to somebody.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When work on it began.' }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true, description: 'When it was resolved.' }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it was put away.' }),
    version: t.exposeInt('version', { description: 'Rises with each step; steps name the one that they saw.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was opened.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the last step was taken.' }),
    history: t.field({
      subGraphs: ['admin'],
      type: EscalationEventConnection,
      description: 'The steps of its life, the oldest first.',
      args: pageArguments,
      resolve: async ({ id }, args, { reads }) => ({
        page: await reads.load(historyOfEscalation.page(reads, toPageRequest(args, historyOldestFirst)), id),
        sort: historyOldestFirst,
        countTotal: () => reads.load(historyCountOfEscalation, id),
      }),
    }),
  }),
})

export const EscalationConnection = connectionType('Escalation', Escalation)
