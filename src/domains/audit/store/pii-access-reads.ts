import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import type { PersonalField } from '#kernel/personal-field.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import type { Session } from '#platform/database/rows.ts'
import { db } from '#platform/database/statements.ts'
import type { PiiAccessRow } from './audit-rows.ts'

export interface PiiAccessFilter {
  stationIds: readonly string[]
  accessedAt?: { gte?: Date | null; lt?: Date | null } | null
  customerIds?: readonly string[] | null
  /** Users and API keys. */
  actorIds?: readonly string[] | null
}

export function piiAccessSort(direction: 'asc' | 'desc'): Sort<PiiAccessRow> {
  return {
    direction,
    keys: [
      { column: 'accesses.accessed_at', name: 'accessedAt', type: 'timestamptz' },
      { column: 'accesses.id', name: 'id', type: 'uuid' },
    ],
  }
}

function selectAccesses({ accessedAt, customerIds, actorIds }: PiiAccessFilter) {
  return (stationId: RawBuilder<string>) => {
    let query = db
      .selectFrom('audit.pii_accesses as accesses')
      .select([
        'accesses.id',
        'accesses.station_id as stationId',
        'accesses.customer_id as customerId',
        sql<PersonalField[]>`accesses.fields::text[]`.as('fields'),
        'accesses.actor_kind as actorKind',
        'accesses.actor_id as actorId',
        sql<null>`null`.as('actorName'),
        'accesses.operation',
        'accesses.request_id as requestId',
        'accesses.accessed_at as accessedAt',
      ])
      .where('accesses.station_id', '=', stationId)
    if (accessedAt?.gte) query = query.where('accesses.accessed_at', '>=', accessedAt.gte)
    if (accessedAt?.lt) query = query.where('accesses.accessed_at', '<', accessedAt.lt)
    if (customerIds) query = query.where(sql<boolean>`accesses.customer_id = any(${customerIds}::uuid[])`)
    if (actorIds) query = query.where(sql<boolean>`accesses.actor_id = any(${actorIds}::uuid[])`)
    return query
  }
}

export function listPiiAccesses(
  session: Session,
  filter: PiiAccessFilter,
  sort: Sort<PiiAccessRow>,
  page: PageRequest,
) {
  return listPage(session, { scopeIds: filter.stationIds, select: selectAccesses(filter), sort, page })
}

export function countPiiAccesses(session: Session, filter: PiiAccessFilter): Promise<number> {
  return countList(session, { scopeIds: filter.stationIds, select: selectAccesses(filter) })
}
