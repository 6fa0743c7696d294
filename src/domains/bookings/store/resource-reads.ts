import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { enumType } from '#platform/database/column-types.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { ResourceKind } from '#platform/database/generated/tables/bookings.ts'
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
  'resources.home_latitude as homeLatitude',
  'resources.home_longitude as homeLongitude',
  'resources.buffer_before_minutes as bufferBeforeMinutes',
  'resources.buffer_after_minutes as bufferAfterMinutes',
  'resources.version',
] as const

export const resourceById = readById<ResourceRow>(
  prepare(
    db
      .selectFrom('bookings.resources as resources')
      .select(resourceColumns)
      .where('resources.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`),
  ),
)

export function resourcesByName(direction: 'asc' | 'desc'): Sort<ResourceRow> {
  return {
    direction,
    keys: [
      { column: 'resources.name', name: 'name', type: 'text' },
      { column: 'resources.id', name: 'id', type: 'uuid' },
    ],
  }
}

const column = columnsOf('bookings.resources as resources')

const filterColumns = {
  station: column('station_id', 'uuid', { isScope: true }),
  kind: column('kind', enumType('bookings.resource_kind', ResourceKind), {
    lead: { after: 'scope', orders: ['name'] },
  }),
  active: column('is_active', 'bool'),
}
const conditionsOf = defineFilter(filterColumns)

/** The resources of these stations that the filter lets through. */
export interface ResourceList {
  stationIds: readonly string[]
  filter: FilterOf<typeof filterColumns> | null
}

function toList({ stationIds, filter }: ResourceList) {
  const select = (stationId: RawBuilder<string>) =>
    db
      .selectFrom('bookings.resources as resources')
      .select(resourceColumns)
      .where('resources.station_id', '=', stationId)
  return { scopeIds: stationIds, select, conditions: conditionsOf(filter) }
}

export function listResources(session: Session, list: ResourceList, sort: Sort<ResourceRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countResources(session: Session, list: ResourceList): Promise<number> {
  return countList(session, toList(list))
}
