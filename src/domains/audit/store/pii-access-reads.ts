import { sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import type { PersonalField } from '#kernel/personal-field.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { countList, fixSelection, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { PiiAccessRow } from './audit-rows.ts'

const allAccesses = db
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

export const piiAccessById = readById<PiiAccessRow>(
  prepare(allAccesses.where('accesses.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)),
)

export function piiAccessSort(direction: 'asc' | 'desc'): Sort<PiiAccessRow> {
  return {
    direction,
    keys: [
      { column: 'accesses.accessed_at', name: 'accessedAt', type: 'timestamptz' },
      { column: 'accesses.id', name: 'id', type: 'uuid' },
    ],
  }
}

const column = columnsOf('audit.pii_accesses as accesses')
const inEachOrder = { lead: { after: 'scope', orders: ['accessedAt'] } } as const

const filterColumns = {
  station: column('station_id', 'uuid', { isScope: true }),
  customer: column('customer_id', 'uuid', inEachOrder),
  actor: column('actor_id', 'uuid', inEachOrder),
  accessedAt: column('accessed_at', 'timestamptz'),
}
const conditionsOf = defineFilter(filterColumns)

/** The readings at these stations that the filter lets through. */
export interface PiiAccessList {
  stationIds: readonly string[]
  filter: FilterOf<typeof filterColumns> | null
}

const accessesOf = fixSelection<PiiAccessRow>((stationId) => allAccesses.where('accesses.station_id', '=', stationId))

function toList({ stationIds, filter }: PiiAccessList) {
  return { scopeIds: stationIds, select: accessesOf, conditions: conditionsOf(filter) }
}

export function listPiiAccesses(session: Session, list: PiiAccessList, sort: Sort<PiiAccessRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countPiiAccesses(session: Session, list: PiiAccessList): Promise<number> {
  return countList(session, toList(list))
}
