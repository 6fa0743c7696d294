import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { User } from '../../identity/index.ts'
import { escalationEventById } from '../store/escalation-edges.ts'
import type { EscalationEventRow } from '../store/escalation-rows.ts'
import { EscalationLevel, EscalationStatus } from './escalation-enums.ts'

registerNode('escalation event', 'EscalationEvent', readableAtStation(escalationEventById, 'support:escalation:read'))

const EscalationEvent = builder.objectRef<EscalationEventRow>('EscalationEvent').implement({
  description: 'One step in the history of an escalation.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('escalation event', id) }),
    fromStatus: t.expose('fromStatus', {
      type: EscalationStatus,
      nullable: true,
      description: 'The status before; null when the escalation was opened.',
    }),
    toStatus: t.expose('toStatus', {
      type: EscalationStatus,
      description: 'The status after; the same as before when only the hands have changed.',
    }),
    level: t.expose('level', { type: EscalationLevel, description: 'The level after.' }),
    assignedTo: t.field({
      type: User,
      nullable: true,
      description: 'Who had it after; null when nobody did, or the account is gone.',
      resolve: ({ assignedToId }) => assignedToId,
    }),
    actor: t.field({
      type: User,
      nullable: true,
      description: 'Who took the step; null when the account is gone.',
      resolve: ({ actorId }) => actorId,
    }),
    note: t.exposeString('note', { nullable: true, description: 'What they wrote about it: how it was resolved.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was taken.' }),
  }),
})

export const EscalationEventConnection = connectionType('EscalationEvent', EscalationEvent)
