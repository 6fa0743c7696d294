import { builder } from '#graphql/builder.ts'
import { findId } from '#graphql/ids.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { escalationById } from '../store/escalation-reads.ts'
import { Escalation } from './escalation.type.ts'

builder.queryField('escalation', (t) =>
  t.field({
    type: Escalation,
    nullable: true,
    description: 'One escalation; null when there is none with this id that one may see.',
    authScopes: { permission: 'support:escalation:read' },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: async (_root, { id }, { reads, viewer }) => {
      const uuid = findId('escalation', id)
      const row = uuid && (await reads.load(escalationById, uuid))
      return row && holdsAt(viewer, 'support:escalation:read', row.stationId) ? row : null
    },
  }),
)
