import type { PersonalField } from '#kernel/personal-field.ts'
import type { ActorKind, RowOperation } from '#platform/database/generated/tables/audit.ts'

export interface Actor {
  actorKind: ActorKind
  /** A user or an API key. */
  actorId: string | null
  /** The door of the gateway itself, or the database role of the owner. */
  actorName: string | null
}

/** Columns with their values, as PostgreSQL writes them in JSON. */
export type ColumnValues = Readonly<Record<string, unknown>>

export interface RowChangeRow extends Actor {
  id: string
  stationId: string | null
  organizationId: string | null
  tableName: string
  rowId: string | null
  rowKey: ColumnValues | null
  operation: RowOperation
  requestId: string | null
  oldValues: ColumnValues | null
  newValues: ColumnValues | null
  changedAt: Date
}

export interface PiiAccessRow extends Actor {
  id: string
  stationId: string
  customerId: string
  fields: PersonalField[]
  operation: string | null
  requestId: string
  accessedAt: Date
}
