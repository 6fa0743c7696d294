import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import {
  compareFound,
  compareIds,
  DateTimeFilter,
  filterType,
  IdFilter,
  NullableIdFilter,
  readFilter,
  TextFilter,
} from '#graphql/filters.ts'
import { readId } from '#graphql/ids.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'
import {
  countRowChanges,
  listRowChanges,
  PLATFORM,
  type RecordName,
  type RowChangeList,
  rowChangeSort,
} from '../store/row-change-reads.ts'
import { AuditEntryConnection, RowOperationFilter } from './audit-entry.type.ts'
import { findActors } from './find-actors.ts'
import { tablesOfKind } from './record-kinds.ts'

const AuditLogFilter = filterType('AuditLogFilter', 'Which changes.', (t) => ({
  station: t.field({
    type: NullableIdFilter,
    description: 'By the station whose records they are of; what belongs to no single station is missing one.',
  }),
  table: t.field({ type: TextFilter, description: 'By the kind of record, e.g. bookings.bookings.' }),
  record: t.field({ type: IdFilter, description: 'By the record, of whatever kind.' }),
  actor: t.field({ type: IdFilter, description: 'By the user or API key that made them.' }),
  operation: t.field({ type: RowOperationFilter, description: 'By what happened to the record.' }),
  changedAt: t.field({ type: DateTimeFilter, description: 'By when they were made.' }),
  requestId: t.field({ type: TextFilter, description: 'By the id of the request that they were made for.' }),
}))

const sorts = { CHANGED_AT_DESC: rowChangeSort('desc'), CHANGED_AT_ASC: rowChangeSort('asc') }

const AuditLogSort = builder.enumType('AuditLogSort', {
  description: 'The order of changes.',
  values: {
    CHANGED_AT_DESC: { description: 'The last first.' },
    CHANGED_AT_ASC: { description: 'The first first.' },
  } as const,
})

builder.queryField('auditLog', (t) =>
  t.field({
    type: AuditEntryConnection,
    description:
      'Who changed what, at the stations where one holds audit:log:read. What belongs to a whole business, or to the platform, is shown to those who hold it there as a whole.',
    authScopes: { permission: 'audit:log:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: AuditLogFilter, description: 'Which changes.' }),
      sort: t.arg({
        type: AuditLogSort,
        required: true,
        defaultValue: 'CHANGED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const list = toList(filter, viewer)
      const page = await listRowChanges(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countRowChanges(reads, list) }
    },
  }),
)

/** The database knows where somebody holds the permission as a whole: it shows no row of the others. */
function toList(filter: typeof AuditLogFilter.$inferInput | null | undefined, viewer: Viewer): RowChangeList {
  const stationIds = stationsWith(viewer, 'audit:log:read')
  const organizationIds = viewer.kind === 'user' ? viewer.organizationIds : []
  return {
    scopeIds: [...stationIds, ...organizationIds, PLATFORM],
    filter: readFilter(filter, {
      station: compareStations(stationIds),
      record: compareFound(findRecords),
      actor: compareFound(findActors),
    }),
  }
}

/** What has no station is what is of none of those that can be seen. */
function compareStations(stationIds: readonly string[]) {
  return (given: typeof NullableIdFilter.$inferInput) => {
    const { in: some, notIn: none, isNull } = compareIds('station')(given)
    return {
      in: isNull === false ? stationIds.filter((id) => some == null || some.includes(id)) : some,
      notIn: isNull ? [...(none ?? []), ...stationIds] : none,
    }
  }
}

function findRecords(ids: readonly string[]): RecordName[] {
  return ids.flatMap((text) => {
    const id = readId(text)
    return id ? tablesOfKind(id.kind).map((tableName) => ({ tableName, rowId: id.uuid })) : []
  })
}
