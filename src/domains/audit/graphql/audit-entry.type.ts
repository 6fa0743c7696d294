import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { enumFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { holdsAnywhere, holdsAt } from '#kernel/viewer.ts'
import { Organization, Station } from '../../identity/index.ts'
import type { RowChangeRow } from '../store/audit-rows.ts'
import { rowChangeById } from '../store/row-change-reads.ts'
import { AuditActor } from './audit-actor.type.ts'
import { kindOfTable } from './record-kinds.ts'
import { shownValues } from './shown-values.ts'

const RowOperation = builder.enumType('RowOperation', {
  description: 'What happened to a record.',
  values: {
    INSERT: { description: 'It was made.' },
    UPDATE: { description: 'It was changed.' },
    DELETE: { description: 'It was deleted.' },
  } as const,
})

export const RowOperationFilter = enumFilter('RowOperation', RowOperation)

const SHAPE =
  'An object of columns: texts, numbers, booleans and lists as they are, times in RFC 3339, ids as everywhere in the API, or bare UUIDs where the API has none. Of what is sealed or secret there is only {"changed": true}.'

// As in the log: the database shows what belongs to no station only to those who hold the permission there as a whole.
registerNode('audit entry', 'AuditEntry', async (uuid, { reads, viewer }) => {
  if (!holdsAnywhere(viewer, 'audit:log:read')) return null
  const row = await reads.load(rowChangeById, uuid)
  return row && (row.stationId === null || holdsAt(viewer, 'audit:log:read', row.stationId)) ? row : null
})

const AuditEntry = builder.objectRef<RowChangeRow>('AuditEntry').implement({
  description: 'One change of one record.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('audit entry', id) }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When, by the clock of the database.' }),
    actor: t.field({ type: AuditActor, description: 'Who did it.', resolve: (entry) => entry }),
    requestId: t.exposeString('requestId', {
      nullable: true,
      description: 'The request that it was done for, as its answer named it; null for what nobody asked for.',
    }),
    station: t.field({
      type: Station,
      nullable: true,
      description: 'The station whose record it is; null when it belongs to no single one.',
      resolve: ({ stationId }) => stationId,
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'The business whose record it is; null for records of one station, and for those of the platform.',
      resolve: ({ stationId, organizationId }) => (stationId === null ? organizationId : null),
    }),
    table: t.exposeString('tableName', { description: 'The kind of record, e.g. bookings.bookings.' }),
    operation: t.expose('operation', { type: RowOperation, description: 'What happened to it.' }),
    recordId: t.id({
      nullable: true,
      description: 'The id of the record; null for records that have none in the API.',
      resolve: ({ tableName, rowId }) => {
        const kind = kindOfTable[tableName]
        return kind && rowId ? publicId(kind, rowId) : null
      },
    }),
    recordKey: t.field({
      type: 'JSON',
      description: `What tells the record from others of its kind. ${SHAPE}`,
      resolve: ({ tableName, rowId, rowKey }) => shownValues(tableName, rowKey ?? { id: rowId }),
    }),
    oldValues: t.field({
      type: 'JSON',
      nullable: true,
      description: `What it was before: the changed columns, or all that had a value when it was deleted; null when it was made. ${SHAPE}`,
      resolve: ({ tableName, oldValues }) => oldValues && shownValues(tableName, oldValues),
    }),
    newValues: t.field({
      type: 'JSON',
      nullable: true,
      description: `What it became: the changed columns, or all that had a value when it was made; null when it was deleted. ${SHAPE}`,
      resolve: ({ tableName, newValues }) => newValues && shownValues(tableName, newValues),
    }),
  }),
})

export const AuditEntryConnection = connectionType('AuditEntry', AuditEntry)
