import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { User } from '../../identity/index.ts'
import { escalationCountOfAssignee, escalationsOfAssignee } from '../store/escalation-edges.ts'
import { escalationsNewestFirst } from '../store/escalation-reads.ts'
import { EscalationConnection } from './escalation.type.ts'

builder.objectField(User, 'assignedEscalations', (t) =>
  t.field({
    type: EscalationConnection,
    nullable: true,
    description:
      'The escalations that are assigned to them, the newest first: those of stations where one holds support:escalation:read.',
    authScopes: { permission: 'support:escalation:read' },
    args: pageArguments,
    resolve: async ({ id }, args, { reads, viewer }) => {
      const page = toPageRequest(args, escalationsNewestFirst)
      const stationIds = stationsWith(viewer, 'support:escalation:read')
      return {
        page: await reads.load(escalationsOfAssignee.page(reads, page, [stationIds]), id),
        sort: escalationsNewestFirst,
        countTotal: () => reads.load(escalationCountOfAssignee.of(reads, stationIds), id),
      }
    },
  }),
)
