import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { DateTimeFilter, IdFilter } from '#graphql/filters.ts'
import { findIds, readId } from '#graphql/ids.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'
import {
  countRowChanges,
  listRowChanges,
  PLATFORM,
  type RowChangeFilter,
  rowChangeSort,
} from '../store/row-change-reads.ts'
import { AuditEntryConnection, RowOperation } from './audit-entry.type.ts'
import { findActors } from './find-actors.ts'
import { tablesOfKind } from './record-kinds.ts'

const AuditLogFilterInput = builder.inputType('AuditLogFilter', {
  description: 'Which changes; all conditions must hold.',
  fields: (t) => ({
    station: t.field({ type: IdFilter, description: 'Of records of one of these stations.' }),
    table: t.string({ description: 'Of records of this kind, e.g. bookings.bookings.' }),
    record: t.field({ type: IdFilter, description: 'Of one of these records, of whatever kind.' }),
    actor: t.field({ type: IdFilter, description: 'By one of these users or API keys.' }),
    operation: t.field({ type: RowOperation, description: 'Of this kind.' }),
    changedAt: t.field({ type: DateTimeFilter, description: 'Made at this time.' }),
    requestId: t.string({ description: 'For the request with this id.' }),
  }),
})

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
      filter: t.arg({ type: AuditLogFilterInput, description: 'Which changes.' }),
      sort: t.arg({
        type: AuditLogSort,
        required: true,
        defaultValue: 'CHANGED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const wanted = toFilter(filter ?? {}, viewer)
      const page = await listRowChanges(reads, wanted, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countRowChanges(reads, wanted) }
    },
  }),
)

type Wanted = typeof AuditLogFilterInput.$inferInput

function toFilter({ station, table, record, actor, ...columns }: Wanted, viewer: Viewer): RowChangeFilter {
  return {
    ...columns,
    scopeIds: station ? readableStations(viewer, findIds('station', station.in)) : readableScopes(viewer),
    tableName: table,
    records: record?.in.flatMap(findRecord),
    actorIds: actor && findActors(actor.in),
  }
}

function readableStations(viewer: Viewer, wanted: readonly string[]): string[] {
  return stationsWith(viewer, 'audit:log:read').filter((id) => wanted.includes(id))
}

/** The database knows where somebody holds the permission as a whole: it shows no row of the others. */
function readableScopes(viewer: Viewer): string[] {
  const organizationIds = viewer.kind === 'user' ? viewer.organizationIds : []
  return [...stationsWith(viewer, 'audit:log:read'), ...organizationIds, PLATFORM]
}

function findRecord(text: string): { tableName: string; rowId: string }[] {
  const id = readId(text)
  return id ? tablesOfKind(id.kind).map((tableName) => ({ tableName, rowId: id.uuid })) : []
}
