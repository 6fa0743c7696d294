import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { findIds } from '#graphql/ids.ts'
import { CaughtUp, type CaughtUpMessage, type EventMessage, keepEvents, StreamMessage } from '#graphql/stream.ts'
import { stationsWith } from '#kernel/viewer.ts'
import type { StoredEvent } from '#platform/events/domain-event.ts'
import type { EscalationCreated } from '../events.ts'
import { isAtLeast } from '../model/priority.ts'
import { escalationById } from '../store/escalation-reads.ts'
import type { EscalationRow } from '../store/escalation-rows.ts'
import { Escalation } from './escalation.type.ts'
import { EscalationPriority } from './escalation-enums.ts'

const EscalationAlertKind = builder.enumType('EscalationAlertKind', {
  description: 'Why somebody is alerted.',
  values: { CREATED: { description: 'An escalation has been opened.' } } as const,
})

const kinds = { 'escalation.created': 'CREATED' } as const

type AlertEvent = StoredEvent<EscalationCreated>
type AlertMessage = Omit<EventMessage, 'event'> & { event: AlertEvent }
/** An alert whose escalation the viewer may see. */
type VisibleAlert = AlertMessage & { escalation: EscalationRow }

const EscalationAlert = builder.objectRef<VisibleAlert>('EscalationAlert').implement({
  description: 'Something about an escalation that wants attention at once.',
  defaultSubGraphsForFields: inApps,
  interfaces: [StreamMessage],
  fields: (t) => ({
    kind: t.field({
      type: EscalationAlertKind,
      description: 'Why somebody is alerted.',
      resolve: ({ event }) => kinds[event.type],
    }),
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it happened.',
      resolve: ({ event }) => event.occurredAt,
    }),
    escalation: t.field({
      type: Escalation,
      description: 'The escalation as it is now, which may be further than when it happened.',
      resolve: ({ escalation }) => escalation,
    }),
  }),
})

const EscalationAlertsMessage = builder.unionType('EscalationAlertsMessage', {
  description: 'What escalationAlerts sends.',
  types: [EscalationAlert, CaughtUp],
  resolveType: (message: VisibleAlert | CaughtUpMessage) =>
    message.kind === 'caughtUp' ? 'CaughtUp' : 'EscalationAlert',
})

builder.subscriptionField('escalationAlerts', (t) =>
  t.field({
    type: EscalationAlertsMessage,
    nullable: true,
    description:
      'Alerts about escalations of the stations where one holds support:escalation:read, as they happen. Each is sent only if one may still see its escalation at that time; null is never sent.',
    subGraphs: inApps,
    authScopes: { permission: 'support:escalation:read' },
    args: {
      stationIds: t.arg.idList({ description: 'Only of these stations; all that one may see when it is not given.' }),
      minPriority: t.arg({ type: EscalationPriority, description: 'Only of this priority or a higher one.' }),
      after: t.arg({
        type: 'EventCursor',
        description: 'What has happened since this cursor comes first. Without it nothing from before is sent.',
      }),
    },
    subscribe: (_root, { stationIds, minPriority, after }, { viewer, follow }) => {
      const wanted = stationIds && findIds('station', stationIds)
      const visible = stationsWith(viewer, 'support:escalation:read')
      const followed = follow({
        permission: 'support:escalation:read',
        filter: {
          types: new Set(Object.keys(kinds)),
          stationIds: new Set(wanted ? visible.filter((id) => wanted.includes(id)) : visible),
        },
        after: after ?? null,
      })
      const isWanted = (event: StoredEvent) =>
        minPriority == null || isAtLeast((event as AlertEvent).payload.priority, minPriority)
      return keepEvents(followed, isWanted) as AsyncIterable<AlertMessage | CaughtUpMessage>
    },
    // The database has the last word on who sees the escalation; a message that becomes null is not sent.
    resolve: async (message, _args, { reads }) => {
      if (message.kind === 'caughtUp') return message
      const escalation = await reads.load(escalationById, message.event.aggregateId)
      return escalation && { ...message, escalation }
    },
  }),
)
