import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import {
  compareIds,
  comparesField,
  DateTimeFilter,
  filterType,
  IdFilter,
  NullableIdFilter,
  readFilter,
} from '#graphql/filters.ts'
import { holdsAt, stationsWith, type Viewer } from '#kernel/viewer.ts'
import {
  countEscalations,
  type EscalationList,
  escalationSort,
  escalationsNewestFirst,
  listEscalations,
} from '../store/escalation-reads.ts'
import { EscalationConnection } from './escalation.type.ts'
import { EscalationPriorityFilter, EscalationStatusFilter } from './escalation-enums.ts'

const EscalationFilter = filterType('EscalationFilter', 'Which escalations.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By station.' }),
  customer: t.field({
    type: NullableIdFilter,
    description:
      'By the customer whom it is about. Finds escalations at stations where one holds customers:customer:read.',
  }),
  assignedTo: t.field({ type: NullableIdFilter, description: 'By who has it; missing when nobody does.' }),
  status: t.field({ type: EscalationStatusFilter, description: 'By how far it has come.' }),
  priority: t.field({ type: EscalationPriorityFilter, description: 'By how much haste there is.' }),
  createdAt: t.field({ type: DateTimeFilter, description: 'By when it was opened.' }),
}))

const sorts = {
  CREATED_AT_DESC: escalationsNewestFirst,
  CREATED_AT_ASC: escalationSort('createdAt', 'asc'),
  PRIORITY_DESC: escalationSort('priority', 'desc'),
  PRIORITY_ASC: escalationSort('priority', 'asc'),
}

const EscalationSort = builder.enumType('EscalationSort', {
  description: 'The order of escalations.',
  values: {
    CREATED_AT_DESC: { description: 'The newest first.' },
    CREATED_AT_ASC: { description: 'The oldest first.' },
    PRIORITY_DESC: { description: 'The most urgent first; of equal ones the newest.' },
    PRIORITY_ASC: { description: 'The least urgent first; of equal ones the oldest.' },
  } as const,
})

builder.queryField('escalations', (t) =>
  t.field({
    type: EscalationConnection,
    description: 'The escalations of the stations that one may see.',
    authScopes: { permission: 'support:escalation:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: EscalationFilter, description: 'Which escalations.' }),
      sort: t.arg({
        type: EscalationSort,
        required: true,
        defaultValue: 'CREATED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const list = toList(filter, viewer)
      const page = await listEscalations(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countEscalations(reads, list) }
    },
  }),
)

function toList(filter: typeof EscalationFilter.$inferInput | null | undefined, viewer: Viewer): EscalationList {
  const visible = stationsWith(viewer, 'support:escalation:read')
  return {
    // Whom an escalation is about is told only to those who may see customers.
    stationIds: comparesField(filter, 'customer')
      ? visible.filter((id) => holdsAt(viewer, 'customers:customer:read', id))
      : visible,
    filter: readFilter(filter, {
      station: compareIds('station'),
      customer: compareIds('customer'),
      assignedTo: compareIds('user'),
    }),
  }
}
