import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { DateTimeFilter, IdFilter } from '#graphql/filters.ts'
import { findIds } from '#graphql/ids.ts'
import { holdsAt, stationsWith, type Viewer } from '#kernel/viewer.ts'
import {
  countEscalations,
  type EscalationFilter,
  escalationsNewestFirst,
  escalationsOldestFirst,
  listEscalations,
} from '../store/escalation-reads.ts'
import { EscalationConnection } from './escalation.type.ts'
import { EscalationPriority, EscalationStatus } from './escalation-enums.ts'

const EscalationFilterInput = builder.inputType('EscalationFilter', {
  description: 'Which escalations; all conditions must hold.',
  fields: (t) => ({
    station: t.field({ type: IdFilter, description: 'Of one of these stations.' }),
    status: t.field({ type: [EscalationStatus], description: 'In one of these states.' }),
    priority: t.field({ type: [EscalationPriority], description: 'Of one of these priorities.' }),
    assignedTo: t.field({ type: IdFilter, description: 'Assigned to one of these people.' }),
    customer: t.field({
      type: IdFilter,
      description: 'About one of these customers. Finds them at stations where one holds customers:customer:read.',
    }),
    createdAt: t.field({ type: DateTimeFilter, description: 'Opened at this time.' }),
  }),
})

const sorts = { CREATED_AT_DESC: escalationsNewestFirst, CREATED_AT_ASC: escalationsOldestFirst }

const EscalationSort = builder.enumType('EscalationSort', {
  description: 'The order of escalations.',
  values: {
    CREATED_AT_DESC: { description: 'The newest first.' },
    CREATED_AT_ASC: { description: 'The oldest first.' },
  } as const,
})

type Wanted = typeof EscalationFilterInput.$inferInput

builder.queryField('escalations', (t) =>
  t.field({
    type: EscalationConnection,
    description: 'The escalations of the stations that one may see.',
    authScopes: { permission: 'support:escalation:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: EscalationFilterInput, description: 'Which escalations.' }),
      sort: t.arg({
        type: EscalationSort,
        required: true,
        defaultValue: 'CREATED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const wanted = toFilter(filter ?? {}, viewer)
      const page = await listEscalations(reads, wanted, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countEscalations(reads, wanted) }
    },
  }),
)

function toFilter({ station, assignedTo, customer, ...columns }: Wanted, viewer: Viewer): EscalationFilter {
  const wanted = station && findIds('station', station.in)
  // Whom an escalation is about is told only to those who may see customers.
  const visible = stationsWith(viewer, 'support:escalation:read').filter(
    (id) => (!wanted || wanted.includes(id)) && (!customer || holdsAt(viewer, 'customers:customer:read', id)),
  )
  return {
    ...columns,
    stationIds: visible,
    assignedToIds: assignedTo && findIds('user', assignedTo.in),
    customerIds: customer && findIds('customer', customer.in),
  }
}
