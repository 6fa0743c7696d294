import type { RawBuilder } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import type { Session } from '#platform/database/rows.ts'
import { db } from '#platform/database/statements.ts'
import { stationColumns } from './identity-reads.ts'
import type { StationRow } from './identity-rows.ts'

export function stationSort(key: 'name' | 'code', direction: 'asc' | 'desc'): Sort<StationRow> {
  return {
    direction,
    keys: [
      { column: `stations.${key}`, name: key, type: 'text' },
      { column: 'stations.id', name: 'id', type: 'uuid' },
    ],
  }
}

const column = columnsOf('identity.stations as stations')

const filterColumns = {
  id: column('id', 'uuid', { isScope: true }),
  organization: column('organization_id', 'uuid'),
  code: column('code', 'text'),
}
const conditionsOf = defineFilter(filterColumns)

/** Those among these stations that the filter lets through. */
export interface StationList {
  stationIds: readonly string[]
  filter: FilterOf<typeof filterColumns> | null
}

/** Each station is looked up by its id: there are as many as somebody has to do with. */
function toList({ stationIds, filter }: StationList) {
  return {
    scopeIds: stationIds,
    select: (stationId: RawBuilder<string>) =>
      db.selectFrom('identity.stations as stations').select(stationColumns).where('stations.id', '=', stationId),
    conditions: conditionsOf(filter),
  }
}

export function listStations(session: Session, list: StationList, sort: Sort<StationRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countStations(session: Session, list: StationList): Promise<number> {
  return countList(session, toList(list))
}
