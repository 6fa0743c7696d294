import { type SqlBool, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { countList, fixSelection, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { CustomerRow } from './customer-rows.ts'

const customerColumns = [
  'customers.id',
  'customers.station_id as stationId',
  'customers.data_key_wrapped as dataKeyWrapped',
  'customers.name_enc as nameEnc',
  'customers.email_enc as emailEnc',
  'customers.phone_enc as phoneEnc',
  'customers.address_enc as addressEnc',
  'customers.locale',
  'customers.tone_preference as tonePreference',
  'customers.tags',
  'customers.source',
  'customers.version',
  'customers.created_at as createdAt',
  'customers.updated_at as updatedAt',
] as const

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

export const customerById = readById<CustomerRow>(
  prepare(db.selectFrom('customers.customers as customers').select(customerColumns).where('customers.id', '=', ids)),
)

export type CustomerSortKey = 'createdAt' | 'updatedAt'

export function customerSort(key: CustomerSortKey, direction: 'asc' | 'desc'): Sort<CustomerRow> {
  const column = key === 'createdAt' ? 'customers.created_at' : 'customers.updated_at'
  return {
    direction,
    keys: [
      { column, name: key, type: 'timestamptz' },
      { column: 'customers.id', name: 'id', type: 'uuid' },
    ],
  }
}

/** How one station would have stored what is searched for; a customer matches by any of the three. */
export interface BlindSearch {
  emailIdx: Buffer | null
  phoneIdx: Buffer | null
  /** All of them must be there. */
  nameTokens: readonly bigint[]
}

/** Blind values differ by station, so each row is compared with those of its own. */
function matches(search: ReadonlyMap<string, BlindSearch>) {
  const any = [...search].flatMap(([stationId, { emailIdx, phoneIdx, nameTokens }]) => {
    const here = sql<boolean>`customers.station_id = ${stationId}::uuid`
    return [
      ...(emailIdx ? [sql<boolean>`(${here} and customers.email_idx = ${emailIdx})`] : []),
      ...(phoneIdx ? [sql<boolean>`(${here} and customers.phone_idx = ${phoneIdx})`] : []),
      ...(nameTokens.length > 0
        ? [sql<boolean>`(${here} and customers.name_tokens @> ${nameTokens.map(String)}::bigint[])`]
        : []),
    ]
  })
  return any.length > 0 ? sql<boolean>`(${sql.join(any, sql` or `)})` : sql<boolean>`false`
}

const column = columnsOf('customers.customers as customers')

const filterColumns = {
  station: column('station_id', 'uuid', { isScope: true }),
  search: { toSql: matches },
  tags: { toSql: hasTag },
  createdAt: column('created_at', 'timestamptz'),
  updatedAt: column('updated_at', 'timestamptz'),
}
const conditionsOf = defineFilter(filterColumns)

export type CustomerFilter = FilterOf<typeof filterColumns>

/** The customers of these stations that the filter lets through. */
export interface CustomerList {
  stationIds: readonly string[]
  filter: CustomerFilter | null
}

function hasTag({ has }: { has?: string | null | undefined }) {
  return has == null ? sql<SqlBool>`true` : sql<SqlBool>`customers.tags @> array[${has}]::text[]`
}

/** Built once: reading its columns takes longer than all the rest of a list. */
const allCustomers = db.selectFrom('customers.customers as customers').select(customerColumns)

const customersOf = fixSelection<CustomerRow>((stationId) => allCustomers.where('customers.station_id', '=', stationId))

function toList({ stationIds, filter }: CustomerList) {
  return { scopeIds: stationIds, select: customersOf, conditions: conditionsOf(filter) }
}

export function listCustomers(session: Session, list: CustomerList, sort: Sort<CustomerRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countCustomers(session: Session, list: CustomerList): Promise<number> {
  return countList(session, toList(list))
}
