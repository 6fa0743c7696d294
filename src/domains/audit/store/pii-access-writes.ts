import { sql } from 'kysely'
import type { PersonalField } from '#kernel/personal-field.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { Statement } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { newId } from '#platform/new-id.ts'

const insertAccesses = prepare<never>({
  compile: () =>
    sql<never>`insert into audit.pii_accesses (id, station_id, customer_id, fields, actor_kind, actor_id, operation, request_id)
      select access.id, access.station_id, access.customer_id, access.fields::audit.personal_field[],
        ${parameter(5, 'audit.actor_kind')}, ${parameter(6, 'uuid')}, ${parameter(7, 'text')}, ${parameter(8, 'text')}
      from unnest(${parameter(1, 'uuid[]')}, ${parameter(2, 'uuid[]')}, ${parameter(3, 'uuid[]')}, ${parameter(4, 'text[]')})
        as access(id, station_id, customer_id, fields)`.compile(db),
})

/** Whose personal data somebody has read in one operation. */
export interface Accesses {
  viewer: Viewer
  requestId: string
  /** As the client has named it; null for one without a name. */
  operation: string | null
  reads: readonly { stationId: string; customerId: string; fields: readonly PersonalField[] }[]
}

const MAX_NAME_LENGTH = 200

/** The one statement that writes them all down, with its values. Readers are people of the staff and partners alone. */
export function recordAccesses({ viewer, requestId, operation, reads }: Accesses): {
  statement: Statement<never>
  values: readonly unknown[]
} {
  const values = [
    reads.map(() => newId()),
    reads.map(({ stationId }) => stationId),
    reads.map(({ customerId }) => customerId),
    reads.map(({ fields }) => `{${fields.join(',')}}`),
    ...readerOf(viewer),
    operation?.slice(0, MAX_NAME_LENGTH) ?? null,
    requestId,
  ]
  return { statement: insertAccesses, values }
}

function readerOf(viewer: Viewer): ['USER' | 'PARTNER', string] {
  if (viewer.kind === 'user') return ['USER', viewer.userId]
  if (viewer.kind === 'partner') return ['PARTNER', viewer.apiKeyId]
  throw new TypeError(`personal data were opened for ${viewer.kind}`)
}
