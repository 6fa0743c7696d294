import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import type { ResourceKind } from '#platform/database/generated/tables/bookings.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { ResourceRow } from './booking-rows.ts'

export const resourceColumns = [
  'resources.id',
  'resources.station_id as stationId',
  'resources.kind',
  'resources.name',
  'resources.user_id as userId',
  'resources.skills',
  'resources.is_active as isActive',
] as const

export const resourceById = readById<ResourceRow>(
  prepare(
    db
      .selectFrom('bookings.resources as resources')
      .select(resourceColumns)
      .where('resources.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`),
  ),
)

export const resourcesByName: Sort<ResourceRow> = {
  direction: 'asc',
  keys: [
    { column: 'resources.name', name: 'name', type: 'text' },
    { column: 'resources.id', name: 'id', type: 'uuid' },
  ],
}

export interface ResourceFilter {
  stationIds: readonly string[]
  kind?: ResourceKind | null
}

function selectResources({ kind }: ResourceFilter) {
  return (stationId: RawBuilder<string>) => {
    const query = db
      .selectFrom('bookings.resources as resources')
      .select(resourceColumns)
      .where('resources.station_id', '=', stationId)
    return kind ? query.where('resources.kind', '=', kind) : query
  }
}

export function listResources(session: Session, filter: ResourceFilter, page: PageRequest) {
  const select = selectResources(filter)
  return listPage(session, { scopeIds: filter.stationIds, select, sort: resourcesByName, page })
}

export function countResources(session: Session, filter: ResourceFilter): Promise<number> {
  return countList(session, { scopeIds: filter.stationIds, select: selectResources(filter) })
}
